package dev.imprimatur.webauthn;

/**
 * The public half of a passkey, as the registry keeps it.
 *
 * @param key the attested credential data (WebAuthn, section 6.5.1) in base64url: its id, the model
 *     of its authenticator, and the key
 * @param counter the signatures that its authenticator says it has made; 0 if it does not count
 */
public record PublicKeyCredential(CredentialId id, String key, long counter) {}
