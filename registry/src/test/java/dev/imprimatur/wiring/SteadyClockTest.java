package dev.imprimatur.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SteadyClockTest {
  private final TestClock clock = new TestClock();
  private final AtomicLong nanos = new AtomicLong();
  private final SteadyClock steady = new SteadyClock(clock, nanos::get);

  private void pass(Duration time) {
    clock.advance(time);
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void aClockThatJumpsAheadIsNotBelievedForAnHour() {
    pass(Duration.ofMinutes(1));
    assertThat(steady.isSteady()).isTrue();
    clock.advance(Duration.ofDays(40));
    pass(Duration.ofMinutes(1));
    assertThat(steady.isSteady()).isFalse();
    clock.advance(Duration.ofDays(-40));
    for (int i = 0; i < 59; i++) {
      pass(Duration.ofMinutes(1));
      assertThat(steady.isSteady()).isFalse();
    }
    pass(Duration.ofMinutes(2));
    assertThat(steady.isSteady()).isTrue();
  }

  @Test
  void howeverSeldomOneLooksTimeMayPass() {
    pass(Duration.ofDays(3));
    assertThat(steady.isSteady()).isTrue();
  }
}
