package dev.imprimatur.sigstore;

/** Ends a verification; it does not leave this room. */
final class Refusal extends RuntimeException {
  private final Reason reason;
  private final String why;

  /**
   * @param why a sentence without its full stop, which quotes nothing of what was read
   */
  Refusal(Reason reason, String why) {
    super(why, null, false, false);
    this.reason = reason;
    this.why = why;
  }

  Reason reason() {
    return reason;
  }

  String why() {
    return why;
  }
}
