package dev.imprimatur.audit;

import dev.imprimatur.audit.LogEvent.StrangersForgotten;
import dev.imprimatur.db.Tx;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The forgetting of what strangers alone caused, oldest first, so that the log has a bound however
 * long they go on. Each share is a chain of its own: whatever is missing from it can only have been
 * a stranger's, and an event in the chain that is never forgotten attests where the share begins.
 */
public final class ForgottenStrangers {
  /** The events in a share that are kept in any case; twenty thousand in all shares together. */
  private static final int KEPT = 1250;

  /** The events that are forgotten with one event to attest it. */
  private static final int AT_ONCE = 500;

  private static final String TURN = "audit strangers";

  private static final String FULL =
      """
      SELECT share
      FROM audit_event
      WHERE share IS NOT NULL
      GROUP BY share
      HAVING count(*) >= ?
      ORDER BY share
      LIMIT 1
      """;

  private static final String LAST_OF_OLDEST =
      """
      SELECT seq, hash
      FROM audit_event
      WHERE share = ?
      ORDER BY seq
      LIMIT 1 OFFSET ?
      """;

  private static final String FORGET = "DELETE FROM audit_event WHERE share = ? AND seq <= ?";

  private static final String ATTESTED =
      Entry.COLUMNS
          + """
          WHERE share IS NULL AND kind = ?
          ORDER BY seq
          """;

  private final int kept;
  private final int atOnce;

  public ForgottenStrangers() {
    this(KEPT, AT_ONCE);
  }

  ForgottenStrangers(int kept, int atOnce) {
    this.kept = kept;
    this.atOnce = atOnce;
  }

  /**
   * Forgets the oldest events of a share that is full, a bounded number of them.
   *
   * @return what happened, for the same transaction to record; nothing if no share is full
   */
  public Optional<Event> some(Tx tx) {
    // Another server would attest the same once more.
    tx.takeTurns(TURN);
    return tx.one(FULL, row -> new Share(Math.toIntExact(row.number("share"))), kept + atOnce)
        .map(share -> forget(tx, share));
  }

  private Event forget(Tx tx, Share share) {
    var last =
        tx.one(
                LAST_OF_OLDEST,
                row -> new Head(row.number("seq"), row.text("hash")),
                share.number(),
                atOnce - 1)
            .orElseThrow();
    // The share's own end is not touched: who writes to it holds the end of the log already.
    return new StrangersForgotten(share, tx.update(FORGET, share.number(), last.seq()), last);
  }

  /** Returns what the log attests of each share: all that is missing, and the last of it. */
  static Map<Share, StrangersForgotten> attested(Tx tx) {
    var attested = new HashMap<Share, StrangersForgotten>();
    tx.list(ATTESTED, Entry::of, EventKind.STRANGERS_FORGOTTEN.wire()).stream()
        .flatMap(entry -> StrangersForgotten.read(entry.factsText()).stream())
        .forEach(next -> attested.merge(next.share(), next, StrangersForgotten::and));
    return attested;
  }
}
