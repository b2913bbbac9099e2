package dev.imprimatur.wiring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until it is told to go on. */
public final class TestClock implements InstantSource {
  public static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @Override
  public Instant instant() {
    return now.get();
  }

  public void advance(Duration step) {
    now.updateAndGet(before -> before.plus(step));
  }
}
