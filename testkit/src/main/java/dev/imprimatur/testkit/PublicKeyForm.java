package dev.imprimatur.testkit;

/** A way to write down a public key, which a confused verifier may take for a shared secret. */
public enum PublicKeyForm {
  /**
   * The form that OpenSSL prints: lines of 64 characters between two markers, a newline at the end.
   */
  PEM,
  /** The bytes inside the PEM (SubjectPublicKeyInfo, X.509). */
  DER,
  /** The text of its JSON Web Key, as {@link SigningKey#jwkJson} writes it. */
  JWK,
  /** The modulus alone, unsigned and big-endian; RSA only. */
  MODULUS
}
