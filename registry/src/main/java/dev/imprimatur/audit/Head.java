package dev.imprimatur.audit;

import dev.imprimatur.problem.AuditProblem;
import java.util.regex.Pattern;

/**
 * The end of the log: the number of its last event, and the hash that all of them lead to. Whoever
 * keeps it elsewhere can tell later whether the log still has the same past.
 */
public record Head(long seq, String hash) {
  /** The head of a log without events. */
  public static final Head START = new Head(0, "0".repeat(64));

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-([0-9a-f]{64})");

  /** Parses what {@link #toString} wrote. */
  public static Head of(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new AuditProblem.InvalidHead(text).asException();
    }
    return new Head(Long.parseLong(parts.group(1)), parts.group(2));
  }

  /** Returns whether the two cannot be of one log. */
  boolean contradicts(Head other) {
    return seq == other.seq && !hash.equals(other.hash);
  }

  @Override
  public String toString() {
    return seq + "-" + hash;
  }
}
