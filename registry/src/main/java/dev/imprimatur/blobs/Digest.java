package dev.imprimatur.blobs;

import java.util.Optional;
import java.util.regex.Pattern;

/** The SHA-512 of a blob, in lower-case hex: its only name. */
public record Digest(String hex) {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{128}");

  /** Parses a digest, if the text is one. */
  static Optional<Digest> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Digest(text)) : Optional.empty();
  }

  public Digest {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("Not a SHA-512 in lower-case hex");
    }
  }
}
