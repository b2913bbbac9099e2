package dev.imprimatur.access;

import dev.imprimatur.access.AccountLink.Membership;
import dev.imprimatur.access.AccountLink.Terms;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.secret.Secret;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The links that make and mend accounts; the table {@code account_link}. */
public final class AccountLinks {
  private static final int SECRET_BYTES = 32;

  private static final String ADD =
      """
      INSERT INTO account_link
        (id, sha256, kind, account, email, admin, organization, role, made_by, made_at, expires_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT id, kind, account, email, admin, organization, role, made_by, made_at, expires_at
      FROM account_link
      WHERE sha256 = ? AND used_at IS NULL AND expires_at > ?
      """;

  private static final String INVITATIONS =
      """
      SELECT id, kind, account, email, admin, organization, role, made_by, made_at, expires_at
      FROM account_link
      WHERE kind = 'invitation' AND used_at IS NULL AND expires_at > ?
      ORDER BY id
      """;

  private static final String USE =
      """
      UPDATE account_link
      SET used_at = ?
      WHERE id = ? AND used_at IS NULL AND expires_at > ?
      """;

  private static final String REMOVE = "DELETE FROM account_link WHERE id = ? AND used_at IS NULL";
  private static final String REMOVE_OF = "DELETE FROM account_link WHERE account = ?";
  private static final String REMOVE_MADE_BY = "DELETE FROM account_link WHERE made_by = ?";
  private static final String REMOVE_KIND =
      "DELETE FROM account_link WHERE kind = ? AND COALESCE(account, '') = ?";

  private static final String REMOVE_EXPIRED = "DELETE FROM account_link WHERE expires_at <= ?";

  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;

  public AccountLinks(InstantSource clock, Ids ids, RandomGenerator random) {
    this.clock = clock;
    this.ids = ids;
    this.random = random;
  }

  /** A link just made: the only moment at which its secret exists here. */
  public record Fresh(AccountLink link, Secret secret) {
    /**
     * Returns its address.
     *
     * @param base the address of this registry, with a slash at its end
     */
    public String address(String base) {
      return base + "-/link/" + secret.reveal();
    }
  }

  /**
   * Makes a link. Of all but invitations, a new one ends those of its kind that were made before.
   */
  public Fresh make(Tx tx, Terms terms, String by) {
    if (!(terms instanceof Terms.Invitation)) {
      tx.update(REMOVE_KIND, terms.kind(), user(terms).map(UserName::value).orElse(""));
    }
    var now = clock.instant();
    var link = new AccountLink(ids.next(), terms, by, now, now.plus(life(terms)));
    var fresh = new Fresh(link, draw());
    var invitation =
        terms instanceof Terms.Invitation found
            ? found
            : new Terms.Invitation(false, Optional.empty(), Optional.empty());
    tx.update(
        ADD,
        link.id(),
        fresh.secret().sha256(),
        terms.kind(),
        user(terms).map(UserName::value),
        terms instanceof Terms.Verification(_, var email) ? Optional.of(email) : invitation.email(),
        invitation.admin(),
        invitation.joins().map(Membership::organization),
        invitation.joins().map(joins -> joins.role().wire()),
        by,
        now,
        link.expiresAt());
    return fresh;
  }

  private static Duration life(Terms terms) {
    return switch (terms) {
      case Terms.SetUp _, Terms.Verification _ -> Duration.ofHours(24);
      case Terms.Invitation _ -> Duration.ofDays(7);
      case Terms.Reset _ -> Duration.ofHours(1);
    };
  }

  private static Optional<UserName> user(Terms terms) {
    return switch (terms) {
      case Terms.Reset(var user) -> Optional.of(user);
      case Terms.Verification(var user, _) -> Optional.of(user);
      case Terms.SetUp _, Terms.Invitation _ -> Optional.empty();
    };
  }

  /** Finds a link that is good for something. */
  public Optional<AccountLink> find(Tx tx, Secret secret) {
    return tx.one(FIND, AccountLinks::link, secret.sha256(), clock.instant());
  }

  /** Returns the invitations that nobody has accepted yet. */
  public List<AccountLink> invitations(Tx tx) {
    return tx.list(INVITATIONS, AccountLinks::link, clock.instant());
  }

  /** Uses a link up; false if somebody else did, or its time is over. */
  public boolean use(Tx tx, AccountLink link) {
    return tx.update(USE, clock.instant(), link.id(), clock.instant()) == 1;
  }

  /** Takes a link back that was not used. */
  public boolean remove(Tx tx, UUID id) {
    return tx.update(REMOVE, id) == 1;
  }

  /** Removes all that a user could use, and all invitations that they sent. */
  public void removeOf(Tx tx, UserName user, String by) {
    tx.update(REMOVE_OF, user.value());
    tx.update(REMOVE_MADE_BY, by);
  }

  /** Removes those whose time is over. */
  public int sweep(Tx tx) {
    return tx.update(REMOVE_EXPIRED, clock.instant());
  }

  private Secret draw() {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }

  private static AccountLink link(Row row) {
    return new AccountLink(
        UUID.fromString(row.text("id")),
        terms(row),
        row.text("made_by"),
        row.instant("made_at"),
        row.instant("expires_at"));
  }

  private static Terms terms(Row row) {
    var kind = row.text("kind");
    return switch (kind) {
      case "set-up" -> new Terms.SetUp();
      case "reset" -> new Terms.Reset(new UserName(row.text("account")));
      case "verification" ->
          new Terms.Verification(new UserName(row.text("account")), row.text("email"));
      case "invitation" ->
          new Terms.Invitation(row.truth("admin"), row.maybeText("email"), membership(row));
      default -> throw new IllegalStateException("There is no kind of link called " + kind);
    };
  }

  private static Optional<Membership> membership(Row row) {
    return row.maybeText("organization")
        .map(name -> new Membership(name, Organizations.Role.of(row.text("role")).orElseThrow()));
  }
}
