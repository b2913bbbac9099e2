package dev.imprimatur.workers;

/** A kind of costly work; each has a queue of its own. */
public enum Work {
  /** Hashes a password. */
  PASSWORD("Too many people sign in right now."),
  /** Looks into a tarball, and verifies what came with it. */
  TARBALL("Too many tarballs are being looked into."),
  /** Makes a packument ready. */
  PACKUMENT("Too many packages are being made ready for their readers."),
  /** Reads the manifest of one version. */
  MANIFEST("Too many manifests are being read."),
  /** Renders a README. */
  README("Too many pages are being made.");

  private final String refusal;

  Work(String refusal) {
    this.refusal = refusal;
  }

  /** Returns the sentence for when there is too much of it. */
  String refusal() {
    return refusal;
  }
}
