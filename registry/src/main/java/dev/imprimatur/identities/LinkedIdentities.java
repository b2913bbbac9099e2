package dev.imprimatur.identities;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The links between accounts here and identities outside; the table {@code linked_identity}. */
public final class LinkedIdentities {
  private static final String ADD =
      """
      INSERT INTO linked_identity (issuer, subject, account, provider_name, linked_at, used_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String FIND =
      "SELECT account FROM linked_identity WHERE issuer = ? AND subject = ?";

  private static final String OF_USER =
      """
      SELECT issuer, subject, provider_name, linked_at, used_at
      FROM linked_identity
      WHERE account = ?
      ORDER BY issuer
      """;

  private static final String USED =
      """
      UPDATE linked_identity
      SET provider_name = ?, used_at = ?
      WHERE issuer = ? AND subject = ? AND account = ?
      """;

  private static final String REMOVE =
      "DELETE FROM linked_identity WHERE account = ? AND issuer = ?";

  /**
   * A link.
   *
   * @param name what the person is called there, for whoever reads a list; it proves nothing
   */
  public record Link(OutsideId id, String name, Instant linkedAt, Instant usedAt) {}

  /**
   * Links an identity with an account; returns false if it is linked already, or the account has
   * another one of the same provider.
   */
  public boolean add(Tx tx, UserName user, Link link) {
    return tx.update(
            ADD,
            link.id().issuer(),
            link.id().subject(),
            user.value(),
            link.name(),
            link.linkedAt(),
            link.usedAt())
        == 1;
  }

  public Optional<UserName> find(Tx tx, OutsideId id) {
    return tx.one(FIND, row -> new UserName(row.text("account")), id.issuer(), id.subject());
  }

  public List<Link> ofUser(Tx tx, UserName user) {
    return tx.list(OF_USER, LinkedIdentities::link, user.value());
  }

  /**
   * Remembers that somebody signs in by a link, and what they are called there now; false if it was
   * unlinked meanwhile. Otherwise it stays until this transaction ends.
   */
  public boolean used(Tx tx, UserName user, Link link) {
    return tx.update(
            USED, link.name(), link.usedAt(), link.id().issuer(), link.id().subject(), user.value())
        == 1;
  }

  /** Unlinks what a user has of a provider; returns false if there is nothing. */
  public boolean remove(Tx tx, UserName user, String issuer) {
    return tx.update(REMOVE, user.value(), issuer) == 1;
  }

  private static Link link(Row row) {
    return new Link(
        new OutsideId(row.text("issuer"), row.text("subject")),
        row.text("provider_name"),
        row.instant("linked_at"),
        row.instant("used_at"));
  }
}
