package dev.imprimatur.wiring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The watch for jumps of the clock. If it has jumped ahead, deleting what is over would delete what
 * is not, once the clock is set right: a redeemed token could be redeemed again.
 */
final class SteadyClock {
  private static final Duration JUMP_MIN = Duration.ofMinutes(2);
  private static final Duration DOUBT = Duration.ofHours(1);

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private Instant lastSeen;
  private long lastNanos;
  private Duration doubt = Duration.ZERO;

  SteadyClock(InstantSource clock, LongSupplier nanoTime) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lastSeen = clock.instant();
    this.lastNanos = nanoTime.getAsLong();
  }

  /** Returns whether it ran steadily since the last call, and for an hour before. */
  boolean isSteady() {
    var now = clock.instant();
    long nanos = nanoTime.getAsLong();
    var passed = Duration.ofNanos(nanos - lastNanos);
    var ahead = Duration.between(lastSeen, now).minus(passed);
    lastSeen = now;
    lastNanos = nanos;
    doubt = ahead.compareTo(JUMP_MIN) > 0 ? DOUBT : doubt.minus(passed);
    return !doubt.isPositive();
  }
}
