package dev.imprimatur.main;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The set-up of the log: to stderr, one line each, with the time in front. */
final class Logging {
  /** The root logger, held because a logger that nobody holds forgets its level. */
  private static final Logger ROOT = Logger.getLogger("");

  private Logging() {}

  static void set() {
    for (var handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    var handler = new ConsoleHandler();
    handler.setFormatter(new OneLine());
    ROOT.addHandler(handler);
    ROOT.setLevel(Level.WARNING);
    OURS.setLevel(Level.INFO);
  }

  private static final Logger OURS = Logger.getLogger("dev.imprimatur");

  private static final class OneLine extends Formatter {
    @Override
    public String format(LogRecord entry) {
      var logger = entry.getLoggerName();
      var line =
          "%s %s %s %s%n"
              .formatted(
                  entry.getInstant().truncatedTo(ChronoUnit.MILLIS),
                  entry.getLevel(),
                  logger == null ? "" : logger.substring(logger.lastIndexOf('.') + 1),
                  formatMessage(entry));
      return entry.getThrown() == null ? line : line + trace(entry.getThrown());
    }

    private static String trace(Throwable thrown) {
      var text = new StringWriter();
      thrown.printStackTrace(new PrintWriter(text));
      return text.toString();
    }
  }
}
