package dev.imprimatur.audit;

import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.Json;
import java.time.InstantSource;

/**
 * The writer of the audit log. Each event is written in the transaction that makes it true, and an
 * event that cannot be written undoes that transaction.
 *
 * <p>A hash ties each event to the one before it. The end of the log is one row, which a writer
 * locks from its last statements to its commit, so that the order of the events is the order of the
 * commits. What strangers alone cause is chained apart from the rest, in shares, so that it can be
 * forgotten and the rest still be proven ({@link ForgottenStrangers}).
 */
public final class Audit {
  private static final String NEXT =
      """
      UPDATE audit_head
      SET seq = seq + 1
      WHERE id = 1
      RETURNING seq - 1 AS seq, hash, kept_hash
      """;

  private static final String ADD =
      """
      INSERT INTO audit_event (
        seq, id, at, kind, package, actor, share, previous, facts, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String END = "UPDATE audit_head SET hash = ? WHERE id = 1";

  private static final String KEPT_END =
      """
      UPDATE audit_head
      SET hash = ?, kept_seq = ?, kept_hash = ?
      WHERE id = 1
      """;

  private static final String SHARE_END = "SELECT hash FROM audit_share WHERE share = ?";

  private static final String MOVE_SHARE_END =
      """
      INSERT INTO audit_share (share, seq, hash)
      VALUES (?, ?, ?)
      ON CONFLICT (share) DO UPDATE
      SET seq = excluded.seq, hash = excluded.hash
      """;

  private final InstantSource clock;
  private final Ids ids;
  private final RefusalBudget budget;

  public Audit(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
    this.budget = new RefusalBudget(clock);
  }

  /** Writes an event at the end of this transaction. */
  public void record(Tx tx, Actor actor, Event event) {
    var loose =
        new Entry(
            0,
            ids.next().toString(),
            clock.instant(),
            event.kind(),
            event.about(),
            actor.value(),
            event.stranger().map(Share::of),
            "",
            Json.text(event.facts()),
            "");
    tx.beforeCommit(end -> write(end, loose));
  }

  /** The end of the log, and of the chain of what is never forgotten. */
  private record End(Head last, String kept) {}

  private static void write(Tx tx, Entry loose) {
    var end =
        tx.one(
                NEXT,
                row ->
                    new End(new Head(row.number("seq"), row.text("hash")), row.text("kept_hash")))
            .orElseThrow(() -> new IllegalStateException("The audit log has no end"));
    var entry = loose.after(end.last(), chained(tx, loose, end));
    tx.update(
        ADD,
        entry.seq(),
        entry.id(),
        entry.at(),
        entry.kind().wire(),
        entry.packageName(),
        entry.actor(),
        entry.share().map(Share::number),
        entry.previous(),
        entry.factsText(),
        entry.hash());
    if (entry.share().isPresent()) {
      tx.update(END, entry.hash());
      tx.update(MOVE_SHARE_END, entry.share().get().number(), entry.seq(), entry.hash());
    } else {
      tx.update(KEPT_END, entry.hash(), entry.seq(), entry.hash());
    }
  }

  /** Returns the hash of the last event of the chain that this one belongs to. */
  private static String chained(Tx tx, Entry loose, End end) {
    return loose.share().isEmpty()
        ? end.kept()
        : tx.one(SHARE_END, row -> row.text("hash"), loose.share().get().number())
            .orElse(Head.START.hash());
  }

  /**
   * Returns whether one more event may be written about somebody who has proved nothing. They could
   * otherwise fill the disk; what is not written is counted, and the next event that is written
   * tells the count.
   *
   * @param stranger who it is, as far as they have proved it
   */
  public boolean hasRoomFor(String stranger) {
    return budget.allows(stranger);
  }

  /** Returns how many events about strangers were not written since the last call. */
  public int takeUnwritten() {
    return budget.takeUnwritten();
  }
}
