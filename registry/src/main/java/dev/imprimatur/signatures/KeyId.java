package dev.imprimatur.signatures;

import dev.imprimatur.digests.HashAlgorithm;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The id by which a signature names its key: {@code SHA256:} and the digest of the public key's DER
 * in base64 without padding, as in npm's own registry. Clients only compare it.
 */
public record KeyId(String value) {
  private static final String PREFIX = "SHA256:";
  private static final int SHORT_BYTES = 8;

  /**
   * Computes the id of a public key.
   *
   * @param spki its DER (RFC 5280, section 4.1: SubjectPublicKeyInfo)
   */
  static KeyId of(byte[] spki) {
    var digest = HashAlgorithm.SHA_256.digest(spki);
    return new KeyId(PREFIX + Base64.getEncoder().withoutPadding().encodeToString(digest));
  }

  /** Returns the beginning of it in hex, which can be part of a file's name. */
  String inFileName() {
    var digest = Base64.getDecoder().decode(value.substring(PREFIX.length()));
    return HexFormat.of().formatHex(digest, 0, SHORT_BYTES);
  }

  @Override
  public String toString() {
    return value;
  }
}
