package dev.imprimatur.trust;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * A count, for each of many keys, of what was done within a minute by this process; another process
 * counts for itself. Guarded by its own lock.
 */
final class MinuteCounter {
  static final Duration WINDOW = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Map<String, Integer> times = new HashMap<>();
  private Instant windowStart = Instant.MIN;

  MinuteCounter(InstantSource clock) {
    this.clock = clock;
  }

  synchronized int of(String one) {
    turnOver();
    return times.getOrDefault(one, 0);
  }

  synchronized void count(String one) {
    turnOver();
    times.merge(one, 1, Integer::sum);
  }

  private void turnOver() {
    var now = clock.instant();
    if (!now.isBefore(windowStart.plus(WINDOW))) {
      windowStart = now;
      times.clear();
    }
  }
}
