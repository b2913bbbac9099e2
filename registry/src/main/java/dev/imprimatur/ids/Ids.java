package dev.imprimatur.ids;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * A source of time-ordered UUIDs (RFC 9562, section 5.7: version 7).
 *
 * <p>Ids drawn from one source never repeat and never go back: the 12 bits after the millisecond
 * count within it (section 6.2, method 1), so that rows written in one millisecond keep their
 * order.
 */
public final class Ids {
  private static final int COUNTER_BITS = 12;
  private static final long VERSION = 7L << 12;
  private static final long VARIANT = 1L << 63;
  private static final long RANDOM_BITS = (1L << 62) - 1;

  private final InstantSource clock;
  private final RandomGenerator random;

  /** The milliseconds since 1970 and the counter, in one number that only grows. */
  private final AtomicLong last = new AtomicLong();

  public Ids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  public UUID next() {
    long now = clock.millis() << COUNTER_BITS;
    long tick = last.updateAndGet(before -> Math.max(before + 1, now));
    long millis = tick >>> COUNTER_BITS;
    long counter = tick & ((1L << COUNTER_BITS) - 1);
    return new UUID(millis << 16 | VERSION | counter, VARIANT | (random.nextLong() & RANDOM_BITS));
  }
}
