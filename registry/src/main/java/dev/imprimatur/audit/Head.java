package dev.imprimatur.audit;

import dev.imprimatur.problem.AuditProblem;
import java.util.regex.Pattern;

/**
 * Where the log ends: the number of its last event, and the hash that all of them lead to. Whoever
 * keeps it elsewhere can tell later whether the log still has the same past.
 */
public record Head(long seq, String hash) {
  /** Of a log without events. */
  static final Head START = new Head(0, "0".repeat(64));

  private static final Pattern FORM = Pattern.compile("(\\d{1,18})-([0-9a-f]{64})");

  /** Reads what {@link #toString} wrote. */
  public static Head of(String text) {
    var parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new AuditProblem.InvalidHead(text).asException();
    }
    return new Head(Long.parseLong(parts.group(1)), parts.group(2));
  }

  /** Whether the two cannot be of one log. */
  boolean contradicts(Head other) {
    return seq == other.seq && !hash.equals(other.hash);
  }

  @Override
  public String toString() {
    return seq + "-" + hash;
  }
}
