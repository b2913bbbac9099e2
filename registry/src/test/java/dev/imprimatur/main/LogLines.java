package dev.imprimatur.main;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The lines that a registry logs, to see that no secret is among them; guarded by its own lock.
 *
 * <p>All registries of a process log to one place, and several are tested side by side. Each has
 * threads by a name of its own, so that what another one's threads say is left out.
 */
final class LogLines extends Handler implements AutoCloseable {
  private static final String THREADS = "registry-under-test-";
  private static final AtomicInteger REGISTRIES = new AtomicInteger();
  private static final Logger OURS = Logger.getLogger("dev.imprimatur");

  private final String threads = THREADS + REGISTRIES.incrementAndGet() + "-";
  private final List<String> lines = new ArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  static LogLines collect() {
    var lines = new LogLines();
    OURS.setLevel(Level.INFO);
    OURS.addHandler(lines);
    return lines;
  }

  /** What makes the threads of the registry whose lines these are. */
  ThreadFactory threads() {
    return Thread.ofVirtual().name(threads, 0).factory();
  }

  synchronized int size() {
    return lines.size();
  }

  /** All but the first so many: whoever looks beside every request does not copy all of them. */
  synchronized List<String> after(int first) {
    return List.copyOf(lines.subList(first, lines.size()));
  }

  @Override
  public void publish(LogRecord entry) {
    var thread = Thread.currentThread().getName();
    if (thread.startsWith(THREADS) && !thread.startsWith(threads)) {
      return;
    }
    var line = formatter.format(entry);
    synchronized (this) {
      lines.add(line);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    OURS.removeHandler(this);
  }
}
