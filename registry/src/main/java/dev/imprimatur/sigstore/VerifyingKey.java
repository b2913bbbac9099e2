package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.digests.HashAlgorithm;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.List;

/**
 * A public key with the one algorithm it is used with. The key decides, never the message.
 *
 * @param key the JDK's form of it
 * @param algorithm the JDK's name of it
 */
record VerifyingKey(PublicKey key, String algorithm) {
  private static final int RSA_BITS_MIN = 2048;
  private static final int RSA_BITS_MAX = 4096;

  /**
   * The longest exponent; all in use have 17 bits, and with as many as the modulus has, a signature
   * takes a hundred times as long.
   */
  private static final int RSA_EXPONENT_BITS_MAX = 32;

  private static final int P256_BITS = 256;
  private static final int P384_BITS = 384;

  /**
   * Chooses the algorithm by the kind of key (github.com/sigstore/architecture-docs,
   * "algorithm-registry").
   */
  static VerifyingKey of(PublicKey key) {
    return switch (key) {
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P256_BITS ->
          new VerifyingKey(key, "SHA256withECDSA");
      case ECPublicKey ec when ec.getParams().getOrder().bitLength() == P384_BITS ->
          new VerifyingKey(key, "SHA384withECDSA");
      case EdECPublicKey _ -> new VerifyingKey(key, "Ed25519");
      case RSAPublicKey rsa when isFit(rsa) -> new VerifyingKey(key, "SHA256withRSA");
      default -> throw new Refusal(Reason.PUBLIC_KEY, "a key is of no kind that we verify with");
    };
  }

  /** Reads a SubjectPublicKeyInfo (RFC 5280, section 4.1). */
  static VerifyingKey ofSpki(Bytes spki) {
    for (var kind : List.of("EC", "Ed25519", "RSA")) {
      try {
        return of(
            KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(spki.array())));
      } catch (GeneralSecurityException notThisKind) {
        // The next one may be it.
      }
    }
    throw new Refusal(Reason.MALFORMED, "a public key cannot be read");
  }

  Bytes spki() {
    return Bytes.of(key.getEncoded());
  }

  /** Returns whether this key signed these bytes; a signature that cannot be read is none. */
  boolean verifies(Bytes signed, Bytes signature) {
    return verifies(algorithm, signed, signature);
  }

  /** Does the same for a signature that names another digest, as those of timestamps do. */
  boolean verifiesWithDigest(HashAlgorithm digest, Bytes signed, Bytes signature) {
    int with = algorithm.indexOf("with");
    return with > 0
        && verifies(digest.name().replace("_", "") + algorithm.substring(with), signed, signature);
  }

  private boolean verifies(String by, Bytes signed, Bytes signature) {
    try {
      var verifier = Signature.getInstance(by);
      verifier.initVerify(key);
      verifier.update(signed.array());
      return verifier.verify(signature.array());
    } catch (GeneralSecurityException unreadable) {
      return false;
    }
  }

  private static boolean isFit(RSAPublicKey key) {
    int bits = key.getModulus().bitLength();
    return bits >= RSA_BITS_MIN
        && bits <= RSA_BITS_MAX
        && key.getPublicExponent().bitLength() <= RSA_EXPONENT_BITS_MAX;
  }
}
