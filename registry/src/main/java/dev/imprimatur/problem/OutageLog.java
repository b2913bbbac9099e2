package dev.imprimatur.problem;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * The log of something that cannot be used for a while: one line for the operator, and not again
 * for a minute, however many run into it. Guarded by its own lock.
 */
public final class OutageLog {
  private static final long QUIET_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private final LongSupplier nanoTime;
  private boolean told;
  private long toldAt;
  private int untold;

  public OutageLog(Logger log, LongSupplier nanoTime) {
    this.log = log;
    this.nanoTime = nanoTime;
  }

  /**
   * Logs it, or counts it.
   *
   * @param what a sentence without its full stop
   * @param why its deepest cause says best what the operator has to look at
   */
  public void tell(String what, Throwable why) {
    var line = line(what, why);
    if (!line.isEmpty()) {
      log.log(Level.ERROR, line);
    }
  }

  private synchronized String line(String what, Throwable why) {
    long now = nanoTime.getAsLong();
    if (told && now - toldAt < QUIET_NANOS) {
      untold++;
      return "";
    }
    var more = untold == 0 ? "" : " (%,d more since the last such line)".formatted(untold);
    told = true;
    toldAt = now;
    untold = 0;
    return "%s: %s%s".formatted(what, cause(why), more);
  }

  /** Returns the message of its deepest cause, on one line. */
  public static String cause(Throwable why) {
    var deepest = why;
    for (int i = 0; i < 20 && deepest.getCause() != null; i++) {
      deepest = deepest.getCause();
    }
    var message = Objects.requireNonNullElse(deepest.getMessage(), "it says no more");
    return deepest.getClass().getSimpleName() + ": " + message.replaceAll("\\s+", " ").strip();
  }
}
