package dev.imprimatur.audit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Bounds how much somebody who has proved nothing can write into the audit log: so many refusals a
 * minute are written, and the next one tells how many were not. Guarded by its own lock.
 */
final class RefusalBudget {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int PER_WINDOW = 120;

  private final InstantSource clock;
  private Instant windowStart = Instant.MIN;
  private int spent;
  private int unwritten;

  RefusalBudget(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether one more may be written. */
  synchronized boolean allows() {
    var now = clock.instant();
    if (!now.isBefore(windowStart.plus(WINDOW))) {
      windowStart = now;
      spent = 0;
    }
    if (spent == PER_WINDOW) {
      unwritten++;
      return false;
    }
    spent++;
    return true;
  }

  /** How many were not written since this was last asked. */
  synchronized int takeUnwritten() {
    int count = unwritten;
    unwritten = 0;
    return count;
  }
}
