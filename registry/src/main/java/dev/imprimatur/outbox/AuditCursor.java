package dev.imprimatur.outbox;

import dev.imprimatur.db.Tx;

/**
 * The position up to which the audit log has been read for notifications; the table {@code
 * notice_progress}. As the numbers of events are in the order of commits, no later event can get an
 * earlier number.
 */
public final class AuditCursor {
  private static final String READ = "SELECT seq FROM notice_progress WHERE id = 1";

  /** An update that changes nothing, and so locks the row until the transaction ends. */
  private static final String HOLD =
      """
      UPDATE notice_progress
      SET seq = seq
      WHERE id = 1
      RETURNING seq
      """;

  private static final String MOVE = "UPDATE notice_progress SET seq = ? WHERE id = 1";

  /** Returns the number of the last event that was read. */
  public long read(Tx tx) {
    return tx.one(READ, row -> row.number("seq")).orElseThrow();
  }

  /** Does the same, and keeps others from moving on before this transaction ends. */
  public long hold(Tx tx) {
    return tx.one(HOLD, row -> row.number("seq")).orElseThrow();
  }

  public void move(Tx tx, long seq) {
    tx.update(MOVE, seq);
  }
}
