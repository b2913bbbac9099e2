package dev.imprimatur.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how much those who have proved nothing can write into the audit log, in a minute and for
 * ever; the next refusal that is written tells how many were not. Where the room gets scarce, what
 * is left of it is for whoever wrote little. Guarded by its own lock.
 */
final class RefusalBudget {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  /** In a minute, with the {@link #RESERVE}. */
  private static final int ROOM = 160;

  /** What is left for those who wrote {@link #LITTLE} today, once others have filled the rest. */
  private static final int RESERVE = 40;

  private static final int LITTLE = 20;
  private static final int STRANGERS_MAX = 10_000;

  /** What bursts may take, about a megabyte, before there is one more in so much time only. */
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
   * Whether one more may be written.
   *
   * @param stranger who it is, as far as he has proved it
   */
  synchronized boolean allows(String stranger) {
    pass(clock.instant());
    int his = today.getOrDefault(stranger, 0);
    long left = Math.min(ROOM - spent, stored);
    if (left <= (his < LITTLE ? 0 : RESERVE)) {
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

  /** How many were not written since this was last asked. */
  synchronized int takeUnwritten() {
    int count = unwritten;
    unwritten = 0;
    return count;
  }
}
