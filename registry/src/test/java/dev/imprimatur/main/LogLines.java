package dev.imprimatur.main;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Collects what is logged, to see that no secret is; guarded by its own lock. */
final class LogLines extends Handler implements AutoCloseable {
  private static final Logger OURS = Logger.getLogger("dev.imprimatur");

  private final List<String> lines = new ArrayList<>();
  private final SimpleFormatter formatter = new SimpleFormatter();

  static LogLines collect() {
    var lines = new LogLines();
    OURS.setLevel(Level.INFO);
    OURS.addHandler(lines);
    return lines;
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
