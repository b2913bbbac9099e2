package dev.imprimatur.webauthn;

/** The result of a ceremony. */
public sealed interface Ceremony {

  /** A new passkey. */
  record Registered(PublicKeyCredential credential) implements Ceremony {}

  /**
   * A proof that somebody holds a passkey.
   *
   * @param counter what its authenticator counts now
   * @param userVerified whether its authenticator checked who they are, by a PIN or a finger
   */
  record Asserted(CredentialId id, long counter, boolean userVerified) implements Ceremony {}

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
