package dev.imprimatur.e2e;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Digests in the forms in which npm names them. */
final class Digests {
  private Digests() {}

  /** {@code sha512-} and the SHA-512 in base64. */
  static String integrity(byte[] bytes) {
    var digest = sha512();
    digest.update(bytes);
    return integrity(digest);
  }

  /** The same of all that this digest was given. */
  static String integrity(MessageDigest sha512) {
    return "sha512-" + Base64.getEncoder().encodeToString(sha512.digest());
  }

  static MessageDigest sha512() {
    try {
      return MessageDigest.getInstance("SHA-512");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-512", impossible);
    }
  }
}
