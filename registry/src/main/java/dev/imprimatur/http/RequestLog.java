package dev.imprimatur.http;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/** The log of requests, one line for each when it ends, in the form {@code key=value}. */
final class RequestLog {
  private static final Logger LOG = System.getLogger("dev.imprimatur.requests");

  private RequestLog() {}

  static void ended(Request request, int status, Duration duration) {
    line(request, Integer.toString(status), duration);
  }

  private static void line(Request request, String status, Duration duration) {
    if (!LOG.isLoggable(Level.INFO)) {
      return;
    }
    var line = new StringBuilder(160);
    line.append("method=").append(request.method());
    line.append(" status=").append(status);
    line.append(" duration_ms=").append(duration.toMillis());
    line.append(" client.address=").append(oneWord(request.address()));
    for (Map.Entry<String, String> note : request.notes().entrySet()) {
      line.append(' ').append(note.getKey()).append('=').append(oneWord(note.getValue()));
    }
    line.append(" request.id=").append(request.id());
    LOG.log(Level.INFO, line.toString());
  }

  /** Logs a fault that a request shows and that only the operator can mend. */
  static void forOperator(String sentence) {
    LOG.log(Level.WARNING, sentence);
  }

  /** Logs what never reached a route: it is not HTTP, or the server is being stopped. */
  static void unreadable(UUID id, int status) {
    LOG.log(Level.INFO, "method=- status=" + status + " request.id=" + id);
  }

  /**
   * Logs a request that ended before all of its answer was sent, as the connection is gone or
   * broke.
   */
  static void cutOff(Request request, Duration duration) {
    request.note("ended", "cut-off");
    line(request, "-", duration);
  }

  static void broke(Request request, Throwable failure) {
    LOG.log(Level.ERROR, "request.id=" + request.id() + " failed", failure);
  }

  /** Quotes a fact that is no plain word, so that no text from outside can start a new line. */
  private static String oneWord(String fact) {
    for (int i = 0; i < fact.length(); i++) {
      char c = fact.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '"' || c == '=') {
        return '"' + fact.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "?") + '"';
      }
    }
    return fact;
  }
}
