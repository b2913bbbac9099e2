package dev.imprimatur.ids;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class IdsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @Test
  void idsAreOfVersionSevenAndHoldTheTime() {
    var id = new Ids(() -> NOW, new Random(1)).next();
    assertThat(id.version()).isEqualTo(7);
    assertThat(id.variant()).isEqualTo(2);
    assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(NOW.toEpochMilli());
  }

  @Test
  void idsOfOneMillisecondKeepTheirOrderAndNeverRepeat() {
    var ids = new Ids(() -> NOW, new Random(1));
    var drawn = Stream.generate(ids::next).limit(20_000).map(Object::toString).toList();
    assertThat(drawn).isSorted();
    assertThat(new HashSet<>(drawn)).hasSize(20_000);
  }

  @Test
  void aClockThatStepsBackDoesNotTurnTheOrder() {
    var times = Stream.of(NOW, NOW.minusSeconds(60), NOW.minusSeconds(30)).iterator();
    var ids = new Ids(times::next, new Random(1));
    var first = ids.next().toString();
    assertThat(ids.next().toString()).isGreaterThan(first);
  }
}
