package dev.imprimatur.openid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.secret.Secret;
import java.util.Base64;
import java.util.random.RandomGenerator;

/**
 * A sign-in that was begun. Everything that ties the provider's answer to the browser that began it
 * follows from one secret, which that browser keeps; so any server takes it up again, and none has
 * to remember it.
 *
 * @param seed 256 random bits
 */
public record AuthorizationRequest(Secret seed) {

  private static final int SEED_BYTES = 32;

  /** Draws the seed of a new one. */
  public static AuthorizationRequest drawn(RandomGenerator random) {
    var seed = new byte[SEED_BYTES];
    random.nextBytes(seed);
    return new AuthorizationRequest(Secret.of(encoded(seed)));
  }

  /** The value that must come back with the answer (RFC 6749, section 10.12). */
  public Secret state() {
    return derived("state");
  }

  /** The value that must stand in the ID token (OpenID Connect Core 1.0, section 3.1.2.1). */
  public Secret nonce() {
    return derived("nonce");
  }

  /** The secret that only who began can redeem the code with (RFC 7636, section 4.1). */
  Secret verifier() {
    return derived("verifier");
  }

  /** The hash of the verifier, which is all that the provider is told of it (method S256). */
  String challenge() {
    return encoded(HashAlgorithm.SHA_256.digest(verifier().reveal().getBytes(US_ASCII)));
  }

  /** Each is hashed apart, so that who sees one of them learns none of the others. */
  private Secret derived(String purpose) {
    var text = "sign-in with imprimatur: " + purpose + " " + seed.reveal();
    return Secret.of(encoded(HashAlgorithm.SHA_256.digest(text.getBytes(US_ASCII))));
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
