package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.webauthn.CredentialId;
import dev.imprimatur.webauthn.PublicKeyCredential;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code passkey}. */
final class PasskeyStore {
  private static final String ADD =
      """
      INSERT INTO passkey (credential, account, public_key, counter, label, created_at)
      VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (credential) DO NOTHING
      """;

  private static final String FIND =
      """
      SELECT credential, account, public_key, counter, label, created_at, last_used_at
      FROM passkey
      WHERE credential = ?
      """;

  private static final String OF_USER =
      """
      SELECT credential, account, public_key, counter, label, created_at, last_used_at
      FROM passkey
      WHERE account = ?
      ORDER BY created_at, credential
      """;

  /** Of two that are signed at once, or by a copy, one finds that the counter has moved on. */
  private static final String USE =
      """
      UPDATE passkey
      SET counter = ?, last_used_at = ?
      WHERE credential = ? AND (counter < ? OR (counter = 0 AND ? = 0))
      """;

  private static final String RENAME =
      "UPDATE passkey SET label = ? WHERE credential = ? AND account = ?";

  private static final String REMOVE = "DELETE FROM passkey WHERE credential = ? AND account = ?";
  private static final String REMOVE_ALL = "DELETE FROM passkey WHERE account = ?";

  /** Adds a passkey; false if there is one of that id, whosever it is. */
  boolean add(Tx tx, Passkey passkey) {
    var credential = passkey.credential();
    return tx.update(
            ADD,
            credential.id().value(),
            passkey.owner().value(),
            credential.key(),
            credential.counter(),
            passkey.label(),
            passkey.createdAt())
        == 1;
  }

  Optional<Passkey> find(Tx tx, CredentialId id) {
    return tx.one(FIND, PasskeyStore::passkey, id.value());
  }

  List<Passkey> ofUser(Tx tx, UserName user) {
    return tx.list(OF_USER, PasskeyStore::passkey, user.value());
  }

  boolean use(Tx tx, CredentialId id, long counter, Instant now) {
    return tx.update(USE, counter, now, id.value(), counter, counter) == 1;
  }

  boolean rename(Tx tx, UserName user, CredentialId id, String label) {
    return tx.update(RENAME, label, id.value(), user.value()) == 1;
  }

  boolean remove(Tx tx, UserName user, CredentialId id) {
    return tx.update(REMOVE, id.value(), user.value()) == 1;
  }

  void removeAll(Tx tx, UserName user) {
    tx.update(REMOVE_ALL, user.value());
  }

  private static Passkey passkey(Row row) {
    return new Passkey(
        new PublicKeyCredential(
            new CredentialId(row.text("credential")),
            row.text("public_key"),
            row.number("counter")),
        new UserName(row.text("account")),
        row.text("label"),
        row.instant("created_at"),
        row.maybeInstant("last_used_at"));
  }
}
