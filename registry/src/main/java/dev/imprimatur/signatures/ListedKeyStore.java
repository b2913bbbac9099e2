package dev.imprimatur.signatures;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code signing_key}. */
final class ListedKeyStore {
  private static final String LIST =
      """
      INSERT INTO signing_key (keyid, scheme, spki, since, newest_at)
      VALUES (?, ?, ?, ?, 0)
      ON CONFLICT DO NOTHING
      """;

  private static final String USE =
      """
      UPDATE signing_key
      SET newest_at = CASE WHEN newest_at < ? THEN ? ELSE newest_at END
      WHERE keyid = ? AND expires_at IS NULL
      """;

  /** Ends a key after all that it signed, as the clocks of two servers may differ. */
  private static final String RETIRE =
      """
      UPDATE signing_key
      SET expires_at = CASE WHEN newest_at < ? THEN ? ELSE newest_at + 1 END
      WHERE keyid = ? AND expires_at IS NULL
      """;

  private static final String COLUMNS = "SELECT keyid, spki, since, expires_at FROM signing_key ";

  private static final String IN_FORCE = COLUMNS + "WHERE expires_at IS NULL";
  private static final String ALL = COLUMNS + "ORDER BY since, keyid";

  /** Brings a key into force, or returns false if it was listed before or another is in force. */
  boolean list(Tx tx, OwnKey key, Instant now) {
    return tx.update(LIST, key.id().value(), ListedKey.SCHEME, key.spki(), now) == 1;
  }

  /**
   * Notes that a version of this age is being signed with a key, and keeps the key in force until
   * this transaction ends; or returns false if it is not in force.
   */
  boolean use(Tx tx, KeyId id, Instant publishedAt) {
    return tx.update(USE, publishedAt, publishedAt, id.value()) == 1;
  }

  /** Retires a key, or returns false if somebody else has. */
  boolean retire(Tx tx, KeyId id, Instant now) {
    return tx.update(RETIRE, now, now, id.value()) == 1;
  }

  Optional<ListedKey> inForce(Tx tx) {
    return tx.one(IN_FORCE, ListedKeyStore::read);
  }

  /** Returns all that there ever were, the oldest first. */
  List<ListedKey> all(Tx tx) {
    return tx.list(ALL, ListedKeyStore::read);
  }

  private static ListedKey read(Row row) {
    return new ListedKey(
        new KeyId(row.text("keyid")),
        row.text("spki"),
        row.instant("since"),
        row.maybeInstant("expires_at"));
  }
}
