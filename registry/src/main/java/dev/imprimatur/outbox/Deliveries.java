package dev.imprimatur.outbox;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * The deliveries of events to recipients; the table {@code delivery}. Each recipient is told of one
 * event after the other, in the order in which they happened.
 *
 * <p>Whoever delivers an event claims it for a while first: two processes on one database do not
 * both deliver it, and if one dies, another claims it after that while. So it is delivered at least
 * once.
 */
public final class Deliveries {
  private static final String ADD =
      """
      INSERT INTO delivery
        (id, recipient, seq, state, attempts, outcome, created_at, due_at, taken_until)
      VALUES (?, ?, ?, 'waiting', 0, '', ?, ?, 0)
      ON CONFLICT (recipient, seq) DO NOTHING
      """;

  private static final String COLUMNS =
      """
      SELECT id, recipient, seq, state, attempts, outcome, created_at, due_at
      FROM delivery
      """;

  /**
   * The deliveries that are due, only the first of each recipient: later ones wait until that is
   * over.
   */
  private static final String DUE =
      COLUMNS
          + """
          WHERE state = 'waiting' AND due_at <= ? AND taken_until <= ?
            AND NOT EXISTS (
              SELECT 1
              FROM delivery AS earlier
              WHERE earlier.recipient = delivery.recipient AND earlier.state = 'waiting'
                AND earlier.seq < delivery.seq)
          ORDER BY due_at, seq
          LIMIT ?
          """;

  private static final String TAKE =
      """
      UPDATE delivery
      SET taken_until = ?, attempts = attempts + 1
      WHERE id = ? AND state = 'waiting' AND taken_until <= ? AND attempts = ?
      """;

  private static final String END =
      """
      UPDATE delivery
      SET state = ?, outcome = ?, ended_at = ?, taken_until = 0
      WHERE id = ? AND state = 'waiting' AND attempts = ?
      """;

  /**
   * Moves a recipient that was told to the end of the line: as what is due first is delivered
   * first, one for whom much waits would otherwise come before all others until they have heard all
   * of it.
   */
  private static final String LINE_UP =
      """
      UPDATE delivery
      SET due_at = ?
      WHERE state = 'waiting' AND due_at < ? AND recipient = ? AND seq = (
        SELECT min(seq)
        FROM delivery
        WHERE recipient = ? AND state = 'waiting')
      """;

  private static final String AGAIN =
      """
      UPDATE delivery
      SET outcome = ?, due_at = ?, taken_until = 0
      WHERE id = ? AND state = 'waiting' AND attempts = ?
      """;

  private static final String END_ALL =
      """
      UPDATE delivery
      SET state = 'given-up', outcome = ?, ended_at = ?, taken_until = 0
      WHERE recipient = ? AND state = 'waiting'
      """;

  private static final String LATEST =
      COLUMNS
          + """
          WHERE recipient = ?
          ORDER BY seq DESC
          LIMIT ?
          """;

  private static final String WAITING =
      "SELECT count(*) AS n FROM delivery WHERE recipient = ? AND state = 'waiting'";

  private static final String SWEEP =
      "DELETE FROM delivery WHERE state <> 'waiting' AND ended_at < ?";

  private final InstantSource clock;
  private final Ids ids;
  private final RandomGenerator random;
  private final Limits.Notices limits;

  public Deliveries(InstantSource clock, Ids ids, RandomGenerator random, Limits.Notices limits) {
    this.clock = clock;
    this.ids = ids;
    this.random = random;
    this.limits = limits;
  }

  /** Queues an event for a recipient. */
  public void add(Tx tx, Recipient recipient, long seq) {
    var now = clock.instant();
    tx.update(ADD, ids.next(), recipient.text(), seq, now, now);
  }

  /** Returns whether so much waits for this recipient that nothing may be added. */
  public boolean isFull(Tx tx, Recipient recipient) {
    return tx.list(WAITING, row -> row.number("n"), recipient.text()).getFirst()
        >= limits.waitingMax();
  }

  /** Returns whether something is due now. */
  public boolean areDue(Tx tx) {
    var now = clock.instant();
    return !tx.list(DUE, Deliveries::delivery, now, now, 1).isEmpty();
  }

  /** Claims some that are due now; nobody else gets them for a while. */
  public List<Delivery> take(Tx tx, int most) {
    var now = clock.instant();
    return tx.list(DUE, Deliveries::delivery, now, now, most).stream()
        .filter(each -> take(tx, each, now))
        .map(Deliveries::tried)
        .toList();
  }

  private boolean take(Tx tx, Delivery delivery, Instant now) {
    return tx.update(TAKE, now.plus(limits.takenFor()), delivery.id(), now, delivery.attempts())
        == 1;
  }

  private static Delivery tried(Delivery each) {
    return new Delivery(
        each.id(),
        each.recipient(),
        each.seq(),
        each.state(),
        each.attempts() + 1,
        each.outcome(),
        each.createdAt(),
        each.nextAt());
  }

  /** Marks it as delivered; returns false if the claim had expired meanwhile. */
  public boolean delivered(Tx tx, Delivery delivery, String outcome) {
    return end(tx, delivery, Delivery.State.DELIVERED, outcome);
  }

  /** Schedules another attempt after a failure; or gives up, and then returns true. */
  public boolean failed(Tx tx, Delivery delivery, String outcome) {
    if (delivery.attempts() >= limits.attemptsMax()) {
      return end(tx, delivery, Delivery.State.GIVEN_UP, outcome);
    }
    tx.update(
        AGAIN,
        outcome,
        clock.instant().plus(pause(delivery.attempts())),
        delivery.id(),
        delivery.attempts());
    return false;
  }

  /** Drops it, as nobody is left to be told; returns false if the claim had expired meanwhile. */
  public boolean drop(Tx tx, Delivery delivery, String why) {
    return end(tx, delivery, Delivery.State.GIVEN_UP, why);
  }

  private boolean end(Tx tx, Delivery delivery, Delivery.State state, String outcome) {
    var now = clock.instant();
    boolean news =
        tx.update(END, state.wire(), outcome, now, delivery.id(), delivery.attempts()) == 1;
    if (news) {
      var recipient = delivery.recipient().text();
      tx.update(LINE_UP, now, now, recipient, recipient);
    }
    return news;
  }

  /**
   * Returns the pause, twice as long after each attempt, and at random up to half of that shorter.
   */
  private Duration pause(int attempts) {
    long most = limits.pauseMax().toMillis();
    long usual = Math.min(most, limits.pauseFirst().toMillis() << Math.min(attempts - 1, 30));
    return Duration.ofMillis(usual - random.nextLong(usual / 2 + 1));
  }

  /** Gives up all that waits for a recipient. */
  public void dropAll(Tx tx, Recipient recipient, String why) {
    tx.update(END_ALL, why, clock.instant(), recipient.text());
  }

  /** Returns the latest of a recipient, the last one first. */
  public List<Delivery> latest(Tx tx, Recipient recipient, int deliveriesMax) {
    return tx.list(LATEST, Deliveries::delivery, recipient.text(), deliveriesMax);
  }

  /** Deletes what has been over for long. */
  public int sweep(Tx tx) {
    return tx.update(SWEEP, clock.instant().minus(limits.keptFor()));
  }

  private static Delivery delivery(Row row) {
    var state = Delivery.State.of(row.text("state"));
    return new Delivery(
        UUID.fromString(row.text("id")),
        Recipient.of(row.text("recipient")),
        row.number("seq"),
        state,
        (int) row.number("attempts"),
        row.text("outcome"),
        row.instant("created_at"),
        state == Delivery.State.WAITING ? row.maybeInstant("due_at") : Optional.empty());
  }
}
