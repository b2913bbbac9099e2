package dev.imprimatur.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * The bound of what strangers, who have proved nothing, can write into the audit log, in a minute
 * and for ever; the next refusal that is written tells how many were not. Where room gets scarce,
 * the rest of it is for those who wrote little. Guarded by its own lock.
 */
final class RefusalBudget {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** The events in a minute, with the {@link #RESERVE}. */
  private static final int ROOM = 160;

  /**
   * The part for those who wrote less than {@link #LITTLE} today, once others have filled the rest.
   */
  private static final int RESERVE = 40;

  private static final int LITTLE = 20;
  private static final int STRANGERS_MAX = 10_000;

  /** The events that bursts may write, about a megabyte, before their rate is limited for good. */
  private static final long STORED_MAX = 2000;

  private static final Duration REFILL = Duration.ofMinutes(3);

  private final InstantSource clock;
  private final Map<String, Integer> today = new HashMap<>();
  private Instant dayStart = Instant.MIN;
  private Instant minuteStart = Instant.MIN;
  private Instant refilled;
  private long stored = STORED_MAX;
  private int spent;
  private int unwritten;

  RefusalBudget(InstantSource clock) {
    this.clock = clock;
    this.refilled = clock.instant();
  }

  /**
   * Returns whether one more may be written.
   *
   * @param stranger who it is, as far as they have proved it
   */
  synchronized boolean allows(String stranger) {
    pass(clock.instant());
    int theirs = today.getOrDefault(stranger, 0);
    long left = Math.min(ROOM - spent, stored);
    if (left <= (theirs < LITTLE ? 0 : RESERVE)) {
      unwritten++;
      return false;
    }
    if (today.size() >= STRANGERS_MAX) {
      today.clear();
    }
    today.merge(stranger, 1, Integer::sum);
    spent++;
    stored--;
    return true;
  }

  private void pass(Instant now) {
    if (!now.isBefore(minuteStart.plus(MINUTE))) {
      minuteStart = now;
      spent = 0;
    }
    if (!now.isBefore(dayStart.plus(DAY))) {
      dayStart = now;
      today.clear();
    }
    long more = Math.max(0, Duration.between(refilled, now).dividedBy(REFILL));
    refilled = refilled.plus(REFILL.multipliedBy(more));
    stored = Math.min(STORED_MAX, stored + more);
  }

  /** Returns how many were not written since the last call. */
  synchronized int takeUnwritten() {
    int count = unwritten;
    unwritten = 0;
    return count;
  }
}
