package dev.imprimatur.secret;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.digests.HashAlgorithm;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A password, a token or a key: a text that must never reach a log, a page, an exception or a
 * metric. Printing it prints nothing of it, and comparing it takes the same time whatever differs.
 */
public final class Secret {
  private final String text;

  private Secret(String text) {
    this.text = text;
  }

  public static Secret of(String text) {
    return new Secret(Objects.requireNonNull(text));
  }

  /** The text itself. Every caller of this method is a place to check for leaks. */
  public String reveal() {
    return text;
  }

  /** Returns what is stored of a secret with enough entropy of its own: SHA-256, in hex. */
  public String sha256() {
    return HashAlgorithm.SHA_256.hex(text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret
        && MessageDigest.isEqual(text.getBytes(UTF_8), secret.text.getBytes(UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "Secret[not shown]";
  }
}
