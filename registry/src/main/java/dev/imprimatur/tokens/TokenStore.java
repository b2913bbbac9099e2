package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.npm.PackageName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code token}. */
final class TokenStore {
  private static final String ADD =
      """
      INSERT INTO token
        (id, sha256, kind, account, grants, publisher, package, begins_with, ends_with,
        created_at, expires_at, warnings)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT id, kind, account, grants, begins_with, ends_with, created_at, expires_at
      FROM token
      WHERE sha256 = ?
      """;

  private static final String OF_USER =
      """
      SELECT id, kind, account, grants, begins_with, ends_with, created_at, expires_at
      FROM token
      WHERE account = ?
      ORDER BY id
      """;

  /** An update that changes nothing, and so locks the row until the transaction ends. */
  private static final String HOLD =
      """
      UPDATE token
      SET ends_with = ends_with
      WHERE id = ?
      """;

  private static final String REMOVE = "DELETE FROM token WHERE id = ?";

  /** Jobs' tokens live for minutes, so those that are valid are few, and lie together. */
  private static final String REMOVE_OF_PUBLISHER =
      "DELETE FROM token WHERE account IS NULL AND publisher = ? AND expires_at >= ?";

  private static final String REMOVE_OF_PACKAGE =
      "DELETE FROM token WHERE account IS NULL AND package = ? AND expires_at >= ?";

  private static final String REMOVE_OF_USER = "DELETE FROM token WHERE account = ?";

  /** Its end is moved and it is not removed, so that its bearer is told that it expired. */
  private static final String END_IDLE =
      """
      UPDATE token
      SET expires_at = ?
      WHERE kind IN ('session', 'browser') AND expires_at > ? AND created_at <= ?
        AND NOT EXISTS
          (SELECT 1 FROM token_use WHERE token_use.token = token.id AND token_use.used_at > ?)
      """;

  private static final String REMOVE_EXPIRED_OF_JOBS =
      "DELETE FROM token WHERE account IS NULL AND expires_at < ?";

  private static final String REMOVE_EXPIRED_OF_PEOPLE =
      "DELETE FROM token WHERE account IS NOT NULL AND expires_at < ?";

  private static final String LISTED =
      """
      SELECT id, kind, account, grants, begins_with, ends_with, created_at, expires_at,
        used_at, address
      FROM token LEFT JOIN token_use ON token_use.token = token.id
      """;

  private static final String GRANULAR_OF_USER =
      LISTED
          + """
          WHERE account = ? AND kind = 'granular' AND expires_at > ?
          ORDER BY id
          LIMIT ? OFFSET ?
          """;

  private static final String LISTED_OF_USER =
      LISTED
          + """
          WHERE account = ?
          ORDER BY id
          """;

  private static final String LISTED_AFTER =
      LISTED
          + """
          WHERE account IS NOT NULL AND id > ?
          ORDER BY id
          LIMIT ?
          """;

  private static final String COUNT =
      """
      SELECT count(*) AS n
      FROM token
      WHERE account = ? AND kind = 'granular' AND expires_at > ?
      """;

  private static final String FIND_BY_ID =
      """
      SELECT id, kind, account, grants, begins_with, ends_with, created_at, expires_at
      FROM token
      WHERE id = ?
      """;

  private static final String EXPIRING =
      """
      SELECT id, kind, account, grants, begins_with, ends_with, created_at, expires_at
      FROM token
      WHERE account IS NOT NULL AND kind = 'granular'
        AND expires_at > ? AND expires_at <= ? AND warnings < ?
      ORDER BY expires_at
      LIMIT ?
      """;

  private static final String WARNED =
      "UPDATE token SET warnings = ? WHERE id = ? AND warnings < ?";

  /** One that was removed meanwhile is left alone. */
  private static final String USE =
      """
      INSERT INTO token_use (token, used_at, address)
      SELECT id, ?, ?
      FROM token
      WHERE id = ?
      ON CONFLICT (token) DO UPDATE
      SET used_at = excluded.used_at, address = excluded.address
      WHERE token_use.used_at < excluded.used_at
      """;

  /**
   * Adds a token.
   *
   * @param warnings which warnings that it expires are not to be given any more
   */
  void add(Tx tx, Token token, String sha256, int warnings) {
    tx.update(
        ADD,
        token.id().value(),
        sha256,
        kind(token.grant()),
        token.owner().map(UserName::value),
        Json.text(GrantJson.write(token.grant())),
        publisher(token.grant()),
        minted(token.grant()).map(each -> each.name().value()),
        token.beginsWith(),
        token.endsWith(),
        token.createdAt(),
        token.expiresAt(),
        warnings);
  }

  Optional<Token> find(Tx tx, TokenId id) {
    return tx.one(FIND_BY_ID, TokenStore::token, id.value());
  }

  /** The granular tokens of a user that have not expired, page by page. */
  List<ListedToken> granular(Tx tx, UserName user, Instant now, Page page) {
    return tx.list(
        GRANULAR_OF_USER, TokenStore::listed, user.value(), now, page.size(), page.offset());
  }

  /** A part of a list. */
  record Page(long offset, int size) {}

  int countGranular(Tx tx, UserName user, Instant now) {
    return (int) tx.list(COUNT, row -> row.number("n"), user.value(), now).getFirst().longValue();
  }

  List<ListedToken> listed(Tx tx, UserName user) {
    return tx.list(LISTED_OF_USER, TokenStore::listed, user.value());
  }

  /** The tokens of people that come after this one, which may be the empty text. */
  List<ListedToken> listedAfter(Tx tx, String id, int most) {
    return tx.list(LISTED_AFTER, TokenStore::listed, id, most);
  }

  /** The tokens that expire within a time, and whose owners were not given that warning. */
  List<Token> expiring(Tx tx, Within time, Warning warning) {
    return tx.list(
        EXPIRING, TokenStore::token, time.after(), time.until(), warning.number(), warning.most());
  }

  /** A span of time. */
  record Within(Instant after, Instant until) {}

  /** One of the warnings that a token expires, and the most tokens that it is given for at once. */
  record Warning(int number, int most) {}

  boolean warned(Tx tx, TokenId id, int warning) {
    return tx.update(WARNED, warning, id.value(), warning) == 1;
  }

  void use(Tx tx, TokenUses.Use use) {
    tx.update(USE, use.last().at(), use.last().address(), use.token().value());
  }

  Optional<Token> find(Tx tx, String sha256) {
    return tx.one(FIND, TokenStore::token, sha256);
  }

  List<Token> ofUser(Tx tx, UserName user) {
    return tx.list(OF_USER, TokenStore::token, user.value());
  }

  /**
   * Returns whether the token still exists; if so, nobody removes it before this transaction ends.
   */
  boolean hold(Tx tx, TokenId id) {
    return tx.update(HOLD, id.value()) == 1;
  }

  boolean remove(Tx tx, TokenId id) {
    return tx.update(REMOVE, id.value()) == 1;
  }

  /** Removes the tokens that have not expired. */
  void removeOfPublisher(Tx tx, UUID publisher, Instant now) {
    tx.update(REMOVE_OF_PUBLISHER, publisher, now);
  }

  /** Removes the tokens that have not expired. */
  void removeOfPackage(Tx tx, PackageName name, Instant now) {
    tx.update(REMOVE_OF_PACKAGE, name.value(), now);
  }

  void removeOfUser(Tx tx, UserName user) {
    tx.update(REMOVE_OF_USER, user.value());
  }

  int endIdle(Tx tx, Instant now, Duration idle) {
    var since = now.minus(idle);
    return tx.update(END_IDLE, now, now, since, since);
  }

  int removeExpired(Tx tx, Instant before) {
    return tx.update(REMOVE_EXPIRED_OF_JOBS, before) + tx.update(REMOVE_EXPIRED_OF_PEOPLE, before);
  }

  private static String kind(Grant grant) {
    return switch (grant) {
      case Grant.Session _ -> "session";
      case Grant.Browser _ -> "browser";
      case Grant.Granular _ -> "granular";
      case Grant.Minted _ -> "minted";
      case Grant.Reading _ -> "reading";
      case Grant.Managing _ -> "managing";
    };
  }

  private static Optional<UUID> publisher(Grant grant) {
    return switch (grant) {
      case Grant.Minted minted -> Optional.of(minted.publisher().id());
      case Grant.Managing managing -> Optional.of(managing.publisher().id());
      default -> Optional.empty();
    };
  }

  private static Optional<Grant.Minted> minted(Grant grant) {
    return grant instanceof Grant.Minted minted ? Optional.of(minted) : Optional.empty();
  }

  private static ListedToken listed(Row row) {
    return new ListedToken(
        token(row), row.maybeInstant("used_at").map(at -> new LastUse(at, row.text("address"))));
  }

  private static Token token(Row row) {
    return new Token(
        new TokenId(UUID.fromString(row.text("id"))),
        grant(row),
        row.text("begins_with"),
        row.text("ends_with"),
        row.instant("created_at"),
        row.maybeInstant("expires_at"));
  }

  private static Grant grant(Row row) {
    var stored = Json.readOwn(row.text("grants"));
    var kind = row.text("kind");
    return switch (kind) {
      case "session" -> new Grant.Session(new UserName(row.text("account")));
      case "browser" -> new Grant.Browser(new UserName(row.text("account")));
      case "granular" -> GrantJson.granular(new UserName(row.text("account")), stored);
      case "minted" -> GrantJson.minted(stored);
      case "reading" -> GrantJson.reading(stored);
      case "managing" -> GrantJson.managing(stored);
      default -> throw new IllegalStateException("There is no kind of token called " + kind);
    };
  }
}
