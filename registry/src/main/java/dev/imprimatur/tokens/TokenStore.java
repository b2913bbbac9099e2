package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code token}. */
final class TokenStore {
  private static final String ADD =
      """
      INSERT INTO token
        (id, sha256, kind, account, grants, publisher, package, ends_with, created_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT id, kind, account, grants, ends_with, created_at, expires_at
      FROM token
      WHERE sha256 = ?
      """;

  private static final String OF_USER =
      """
      SELECT id, kind, account, grants, ends_with, created_at, expires_at
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
      "DELETE FROM token WHERE publisher = ? AND expires_at >= ?";

  private static final String REMOVE_OF_PACKAGE =
      "DELETE FROM token WHERE package = ? AND expires_at >= ?";

  private static final String REMOVE_OF_USER = "DELETE FROM token WHERE account = ?";
  private static final String REMOVE_EXPIRED = "DELETE FROM token WHERE expires_at < ?";

  void add(Tx tx, Token token, String sha256) {
    tx.update(
        ADD,
        token.id().value(),
        sha256,
        kind(token.grant()),
        token.owner().map(UserName::value),
        Json.text(GrantJson.write(token.grant())),
        publisher(token.grant()),
        minted(token.grant()).map(each -> each.name().value()),
        token.endsWith(),
        token.createdAt(),
        token.expiresAt());
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

  int removeExpired(Tx tx, Instant before) {
    return tx.update(REMOVE_EXPIRED, before);
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

  private static Token token(Row row) {
    return new Token(
        new TokenId(UUID.fromString(row.text("id"))),
        grant(row),
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
