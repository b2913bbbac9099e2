package dev.imprimatur.npm;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The SHA-512 of a tarball as {@code dist.integrity} writes it (W3C Subresource Integrity): {@code
 * sha512-} and base64, one digest only.
 */
public record Integrity(String value) {
  private static final Pattern FORM = Pattern.compile("sha512-[A-Za-z0-9+/]{86}==");
  private static final String PREFIX = "sha512-";

  public Integrity {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("Not one sha512 digest");
    }
  }

  /** Parses a text from outside, if it is one. */
  public static Optional<Integrity> of(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new Integrity(text)) : Optional.empty();
  }

  public static Integrity ofHex(String sha512) {
    return new Integrity(
        PREFIX + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(sha512)));
  }

  public String hex() {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(value.substring(PREFIX.length())));
  }

  @Override
  public String toString() {
    return value;
  }
}
