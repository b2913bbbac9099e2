package dev.imprimatur.tokens;

import dev.imprimatur.db.Tx;
import java.time.Instant;
import java.util.Optional;

/** The tables {@code seal_key} and {@code spent_seal}. */
final class SealStore {
  private static final String KEY = "SELECT secret FROM seal_key WHERE id = 1";

  /** Of two servers that start at the same time, one makes the key. */
  private static final String ADD_KEY =
      """
      INSERT INTO seal_key (id, secret)
      VALUES (1, ?)
      ON CONFLICT (id) DO NOTHING
      """;

  private static final String SPEND =
      """
      INSERT INTO spent_seal (sha256, expires_at)
      VALUES (?, ?)
      ON CONFLICT (sha256) DO NOTHING
      """;

  private static final String REMOVE_EXPIRED = "DELETE FROM spent_seal WHERE expires_at < ?";

  Optional<String> key(Tx tx) {
    return tx.one(KEY, row -> row.text("secret"));
  }

  void addKey(Tx tx, String secret) {
    tx.update(ADD_KEY, secret);
  }

  /** Returns false if it was spent before. */
  boolean spend(Tx tx, String sha256, Instant expiresAt) {
    return tx.update(SPEND, sha256, expiresAt) == 1;
  }

  int removeExpired(Tx tx, Instant before) {
    return tx.update(REMOVE_EXPIRED, before);
  }
}
