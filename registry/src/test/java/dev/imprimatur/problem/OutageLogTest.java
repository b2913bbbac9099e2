package dev.imprimatur.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class OutageLogTest {
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> lines = new ArrayList<>();
  private final OutageLog log = new OutageLog(new Lines(lines), nanos::get);

  /** Keeps what is logged. */
  private record Lines(List<String> lines) implements System.Logger {
    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String line,
        @Nullable Throwable e) {
      lines.add(level + " " + line);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, @Nullable String line, Object... facts) {
      lines.add(level + " " + line);
    }
  }

  private void tell(int times) {
    for (int i = 0; i < times; i++) {
      log.tell("It is away", new IllegalStateException("x", new IOException("no\n route")));
    }
  }

  /** By the time that it was given, also where that one's number begins again from below. */
  @Test
  void oneLineAMinuteSaysHowManyMoreThereWere() {
    tell(3);
    assertThat(lines).containsExactly("ERROR It is away: IOException: no route");
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    tell(1);
    assertThat(lines).hasSize(1);
    nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    tell(2);
    assertThat(lines).hasSize(2);
    assertThat(lines.getLast())
        .isEqualTo("ERROR It is away: IOException: no route (3 more since the last such line)");
  }
}
