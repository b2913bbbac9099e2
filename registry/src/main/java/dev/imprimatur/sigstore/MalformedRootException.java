package dev.imprimatur.sigstore;

/** A file that should say whom to trust does not. */
public final class MalformedRootException extends RuntimeException {
  private final String why;

  public MalformedRootException(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /** What is wrong, as the second half of a sentence. */
  public String why() {
    return why;
  }
}
