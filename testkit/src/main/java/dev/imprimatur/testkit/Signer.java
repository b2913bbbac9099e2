package dev.imprimatur.testkit;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A way to make the third part of a token. */
@FunctionalInterface
public interface Signer {

  /**
   * Signs.
   *
   * @param signingInput the ASCII of {@code header.payload} (RFC 7515, section 5.1)
   */
  byte[] sign(byte[] signingInput);

  /**
   * Returns a signer that gives the same bytes whatever is signed: none, zeros, a number out of
   * range.
   */
  static Signer fixed(byte... signature) {
    var copy = signature.clone();
    return signingInput -> copy.clone();
  }

  /** Returns a signer by HMAC with SHA-256 under this secret, as {@code HS256} asks. */
  static Signer hmac(byte... secret) {
    var key = new SecretKeySpec(secret, "HmacSHA256");
    return signingInput -> {
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(key);
        return mac.doFinal(signingInput);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every JDK has HmacSHA256", e);
      }
    };
  }
}
