package dev.imprimatur.json;

/** The failure of reading what is not JSON, or breaks a rule that it is read by. */
public final class MalformedJsonException extends RuntimeException {
  private final String why;

  MalformedJsonException(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /**
   * Returns what is wrong, as the second half of a sentence; it quotes nothing of what was read.
   */
  public String why() {
    return why;
  }
}
