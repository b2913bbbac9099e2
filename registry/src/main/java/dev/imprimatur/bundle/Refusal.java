package dev.imprimatur.bundle;

/**
 * The exception that ends the reading or the verification of a bundle; it does not leave the room
 * {@code sigstore}.
 */
public final class Refusal extends RuntimeException {
  private final Reason reason;
  private final String why;

  /**
   * @param why a sentence without its full stop, which quotes nothing of what was read
   */
  public Refusal(Reason reason, String why) {
    super(why, null, false, false);
    this.reason = reason;
    this.why = why;
  }

  public Reason reason() {
    return reason;
  }

  public String why() {
    return why;
  }
}
