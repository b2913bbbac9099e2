package dev.imprimatur.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How many may come at once, and how soon there may be more. */
final class TokenBucketsTest {
  private static final Duration WINDOW = Duration.ofMinutes(10);

  private final AtomicLong now = new AtomicLong();

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** The clock of nanoseconds begins anywhere, and may run over. */
  @ParameterizedTest
  @ValueSource(longs = {0, -5, Long.MAX_VALUE - 7, Long.MIN_VALUE})
  void aBucketIsEmptiedAndFills(long begin) {
    now.set(begin);
    var buckets = new TokenBuckets(10, WINDOW, now::get);
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.take("alice")).isZero();
    }
    assertThat(buckets.take("alice")).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
    // Who is refused pays nothing for it.
    assertThat(buckets.take("alice")).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(62));
    assertThat(buckets.take("bob")).isZero();
    pass(Duration.ofSeconds(61));
    assertThat(buckets.take("alice")).isZero();
    assertThat(buckets.take("alice")).isPositive();
    pass(WINDOW);
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.take("alice")).isZero();
    }
    assertThat(buckets.take("alice")).isPositive();
  }

  @Test
  void whoWaitsAsLongAsTheyAreToldGetsIn() {
    var buckets = new TokenBuckets(3, WINDOW, now::get);
    int refused = 0;
    for (int i = 0; i < 20; i++) {
      var pause = buckets.take("alice");
      if (pause.isPositive()) {
        refused++;
        pass(pause);
        assertThat(buckets.take("alice")).isZero();
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  @Test
  void whereThereIsNoLimitNothingIsCounted() {
    var buckets = new TokenBuckets(0, WINDOW, now::get);
    for (int i = 0; i < 100_000; i++) {
      assertThat(buckets.take("alice")).isZero();
    }
  }

  /** Those who come from everywhere cost no memory, and empty nobody else's bucket. */
  @Test
  void onlySoManyAreKept() {
    var buckets = new TokenBuckets(1, WINDOW, now::get);
    assertThat(buckets.take("alice")).isZero();
    for (int i = 0; i < 9_999; i++) {
      assertThat(buckets.take("stranger " + i)).isZero();
    }
    assertThat(buckets.take("alice")).isPositive();
    for (int i = 0; i < 20_000; i++) {
      assertThat(buckets.take("another " + i)).isZero();
    }
    assertThat(buckets.take("stranger 1")).isZero();
  }
}
