package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import dev.imprimatur.secret.Secret;
import java.time.Instant;
import java.util.Optional;

/** The table {@code totp}. */
final class TotpStore {
  private static final String BEGIN =
      """
      INSERT INTO totp (account, key_base32, begun_at, last_step)
      VALUES (?, ?, ?, 0)
      ON CONFLICT (account) DO UPDATE
      SET key_base32 = excluded.key_base32, begun_at = excluded.begun_at, last_step = 0
      WHERE totp.confirmed_at IS NULL
      """;

  private static final String CONFIRMED =
      "SELECT key_base32 FROM totp WHERE account = ? AND confirmed_at IS NOT NULL";

  private static final String PENDING =
      "SELECT key_base32 FROM totp WHERE account = ? AND confirmed_at IS NULL";

  private static final String CONFIRM =
      """
      UPDATE totp
      SET confirmed_at = ?, last_step = ?
      WHERE account = ? AND confirmed_at IS NULL
      """;

  private static final String TAKE =
      """
      UPDATE totp
      SET last_step = ?, last_holder = ?
      WHERE account = ? AND confirmed_at IS NOT NULL
        AND (last_step < ? OR (last_step = ? AND last_holder = ?))
      """;

  private static final String REMOVE = "DELETE FROM totp WHERE account = ?";

  /** Begins an enrolment, in place of one that was not confirmed; false if one was. */
  boolean begin(Tx tx, UserName user, Secret key, Instant now) {
    return tx.update(BEGIN, user.value(), key.reveal(), now) == 1;
  }

  Optional<Totp> confirmed(Tx tx, UserName user) {
    return find(tx, CONFIRMED, user);
  }

  Optional<Totp> pending(Tx tx, UserName user) {
    return find(tx, PENDING, user);
  }

  private static Optional<Totp> find(Tx tx, String sql, UserName user) {
    return tx.one(sql, row -> new Totp(Secret.of(row.text("key_base32"))), user.value());
  }

  boolean confirm(Tx tx, UserName user, long step, Instant now) {
    return tx.update(CONFIRM, now, step, user.value()) == 1;
  }

  /**
   * Takes the code of a step, and none of an earlier one afterwards; the same code is taken again
   * from the same holder, as one command of npm may be several requests.
   */
  boolean take(Tx tx, UserName user, long step, Optional<String> holder) {
    return tx.update(TAKE, step, holder, user.value(), step, step, holder) == 1;
  }

  boolean remove(Tx tx, UserName user) {
    return tx.update(REMOVE, user.value()) == 1;
  }
}
