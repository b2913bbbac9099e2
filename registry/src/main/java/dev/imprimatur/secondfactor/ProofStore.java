package dev.imprimatur.secondfactor;

import dev.imprimatur.db.Tx;
import dev.imprimatur.tokens.TokenId;
import java.time.Instant;

/** The table {@code second_factor_proof}. */
final class ProofStore {
  private static final String SET =
      """
      INSERT INTO second_factor_proof (token, proved_at)
      VALUES (?, ?)
      ON CONFLICT (token) DO UPDATE SET proved_at = excluded.proved_at
      """;

  private static final String SINCE =
      "SELECT token FROM second_factor_proof WHERE token = ? AND proved_at > ?";

  private static final String REMOVE_BEFORE = "DELETE FROM second_factor_proof WHERE proved_at < ?";

  void set(Tx tx, TokenId session, Instant now) {
    tx.update(SET, session.value(), now);
  }

  boolean isSince(Tx tx, TokenId session, Instant since) {
    return tx.one(SINCE, row -> row.text("token"), session.value(), since).isPresent();
  }

  int removeBefore(Tx tx, Instant before) {
    return tx.update(REMOVE_BEFORE, before);
  }
}
