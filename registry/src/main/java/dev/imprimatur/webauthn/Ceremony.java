package dev.imprimatur.webauthn;

/** The result of a ceremony. */
public sealed interface Ceremony {

  /** A new passkey. */
  record Registered(PublicKeyCredential credential) implements Ceremony {}

  /**
   * A proof that somebody holds a passkey.
   *
   * @param counter what its authenticator counts now
   */
  record Asserted(CredentialId id, long counter) implements Ceremony {}

  /** A response that proves nothing. */
  record Refused(Reason reason) implements Ceremony {}

  /** The reason for which a response proves nothing. */
  enum Reason {
    MALFORMED,
    CHALLENGE,
    ORIGIN,
    RELYING_PARTY,
    KIND,
    USER_NOT_PRESENT,
    USER_NOT_VERIFIED,
    KEY,
    SIGNATURE,
    COUNTER,
    OTHER
  }
}
