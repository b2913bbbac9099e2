package dev.imprimatur.outbox;

import dev.imprimatur.db.Tx;

/**
 * How far the audit log has been read for what is to be told; the table {@code notice_progress}. As
 * the numbers of events are in the order of commits, nothing can come later and stand before.
 */
public final class AuditCursor {
  private static final String READ = "SELECT seq FROM notice_progress WHERE id = 1";

  /** Changes nothing, and so locks the row until the transaction ends. */
  private static final String HOLD =
      """
      UPDATE notice_progress
      SET seq = seq
      WHERE id = 1
      RETURNING seq
      """;

  private static final String MOVE = "UPDATE notice_progress SET seq = ? WHERE id = 1";

  /** The number of the last event that was read. */
  public long read(Tx tx) {
    return tx.one(READ, row -> row.number("seq")).orElseThrow();
  }

  /** The same; nobody else moves on before this transaction ends. */
  public long hold(Tx tx) {
    return tx.one(HOLD, row -> row.number("seq")).orElseThrow();
  }

  public void move(Tx tx, long seq) {
    tx.update(MOVE, seq);
  }
}
