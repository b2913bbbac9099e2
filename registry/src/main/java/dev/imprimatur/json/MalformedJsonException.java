package dev.imprimatur.json;

/** What was read is not JSON, or breaks a rule it was to be read by. */
public final class MalformedJsonException extends RuntimeException {
  private final String why;

  MalformedJsonException(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /** What is wrong, as the second half of a sentence; it quotes nothing of what was read. */
  public String why() {
    return why;
  }
}
