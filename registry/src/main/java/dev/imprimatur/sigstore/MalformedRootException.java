package dev.imprimatur.sigstore;

/** A file of trusted roots or keys that cannot be read as one. */
public final class MalformedRootException extends RuntimeException {
  private final String why;

  public MalformedRootException(String why) {
    super(why, null, false, false);
    this.why = why;
  }

  /** Returns what is wrong, as the second half of a sentence. */
  public String why() {
    return why;
  }
}
