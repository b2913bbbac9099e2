package dev.imprimatur.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * The lines that a registry logs, to see that no secret is among them; guarded by its own lock.
 *
 * <p>All registries of a process log to one place, and several are tested side by side. A thread
 * that was begun while one of them was made belongs to that one, and so does every thread that such
 * a thread begins: the server's, the workers', those of requests. What they say is left out here
 * when they are another one's. What a test does itself, or threads that it begins, is heard by the
 * registries that it made.
 */
final class LogLines extends Handler implements AutoCloseable {
  private static final InheritableThreadLocal<LogLines> OWNER = new InheritableThreadLocal<>();

  /** The thread of the test that a thread was begun by, directly or not. */
  private static final InheritableThreadLocal<Thread> TEST = new InheritableThreadLocal<>();

  private static final Logger OURS = Logger.getLogger("dev.imprimatur");

  private final List<String> lines = new ArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final Thread test;

  private LogLines(Thread test) {
    this.test = test;
  }

  static LogLines collect() {
    TEST.set(Thread.currentThread());
    var lines = new LogLines(Thread.currentThread());
    OURS.setLevel(Level.INFO);
    OURS.addHandler(lines);
    return lines;
  }

  /** Makes something whose threads belong to the registry whose lines these are. */
  <T> T of(Supplier<T> made) {
    var before = OWNER.get();
    OWNER.set(this);
    try {
      return made.get();
    } finally {
      OWNER.set(before);
    }
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
    var owner = OWNER.get();
    // What a test does itself is nobody's, and a test beside it is not meant by that.
    if (owner == null ? TEST.get() != test : owner != this) {
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
