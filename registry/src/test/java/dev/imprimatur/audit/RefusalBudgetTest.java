package dev.imprimatur.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class RefusalBudgetTest {
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private final RefusalBudget budget = new RefusalBudget(() -> now);

  private long written(String stranger, int attempts) {
    return IntStream.range(0, attempts).filter(i -> budget.allows(stranger)).count();
  }

  @Test
  void whoeverFillsTheLogLeavesRoomForOthers() {
    assertThat(written("loud", 1000)).isEqualTo(120);
    assertThat(written("quiet", 5)).isEqualTo(5);
    assertThat(budget.takeUnwritten()).isEqualTo(880);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(written("loud", 1000)).isEqualTo(120);
  }

  /** Ten days without a pause: what bursts may take, and then one in three minutes. */
  @Test
  void whatStrangersWriteHasABoundForEver() {
    long written = 0;
    for (int minute = 0; minute < 10 * 24 * 60; minute++) {
      written += written("loud", 500);
      now = now.plus(Duration.ofMinutes(1));
    }
    assertThat(written).isBetween(10L * 480, 2000 + 10L * 480);
    assertThat(written("quiet", 5)).isEqualTo(5);
  }
}
