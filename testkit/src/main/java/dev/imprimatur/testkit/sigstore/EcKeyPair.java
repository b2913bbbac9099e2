package dev.imprimatur.testkit.sigstore;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A key pair on an elliptic curve, with which a part of a Sigstore instance signs.
 *
 * @param pair the key
 * @param scheme as the JDK calls it; signatures are in DER, if it has any
 */
record EcKeyPair(KeyPair pair, String scheme) {
  private static final int PEM_LINE_LENGTH = 64;

  /** Makes a new key as logs have it: P-256 with SHA-256. */
  static EcKeyPair p256(SecureRandom random) {
    return generated(new ECGenParameterSpec("secp256r1"), "SHA256withECDSA", random);
  }

  /** Makes a new key as certificate authorities have it: P-384 with SHA-384. */
  static EcKeyPair p384(SecureRandom random) {
    return generated(new ECGenParameterSpec("secp384r1"), "SHA384withECDSA", random);
  }

  /** Makes a new key as logs of the second version have it. */
  static EcKeyPair ed25519(SecureRandom random) {
    return generated(NamedParameterSpec.ED25519, "Ed25519", random);
  }

  byte[] sign(byte[] message) {
    try {
      var signature = Signature.getInstance(scheme);
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK cannot do " + scheme, e);
    }
  }

  /** Returns the public half (SubjectPublicKeyInfo, X.509). */
  byte[] spki() {
    return pair.getPublic().getEncoded();
  }

  /** Returns the id of a log with this key (RFC 6962, section 3.2). */
  byte[] id() {
    return sha256(spki());
  }

  /** Returns the public half in PEM, with a newline at the end. */
  String pem() {
    return pem("PUBLIC KEY", spki());
  }

  /** Returns the algorithm as a certificate names it. */
  byte[] algorithm() {
    return Der.sequence(
        Der.oid(scheme.startsWith("SHA384") ? "1.2.840.10045.4.3.3" : "1.2.840.10045.4.3.2"));
  }

  static String pem(String label, byte[] der) {
    var lines = Base64.getMimeEncoder(PEM_LINE_LENGTH, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
  }

  static byte[] sha256(byte[]... parts) {
    return digest("SHA-256", parts);
  }

  static String sha256Hex(byte[]... parts) {
    return HexFormat.of().formatHex(sha256(parts));
  }

  static byte[] digest(String algorithm, byte[]... parts) {
    try {
      var digest = MessageDigest.getInstance(algorithm);
      for (var part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + algorithm, e);
    }
  }

  private static EcKeyPair generated(
      AlgorithmParameterSpec curve, String scheme, SecureRandom random) {
    try {
      var generator = KeyPairGenerator.getInstance(scheme.equals("Ed25519") ? "Ed25519" : "EC");
      generator.initialize(curve, random);
      return new EcKeyPair(generator.generateKeyPair(), scheme);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes keys for " + scheme, e);
    }
  }
}
