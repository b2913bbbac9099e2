package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.tokens.TokenId;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A question that a client puts to its user in a browser: to sign in, or to show their second
 * factor for something.
 *
 * @param account whose second factor is asked for; of a sign-in, whoever approved it
 * @param token the token that the client came with, to which the answer is bound
 * @param approvedAt when its user approved it
 * @param redeemedAt when the client was handed the answer
 */
public record Challenge(
    UUID id,
    Kind kind,
    Optional<UserName> account,
    Optional<TokenId> token,
    Asked asked,
    Instant createdAt,
    Instant expiresAt,
    Optional<Instant> approvedAt,
    Optional<Instant> redeemedAt) {

  /** A kind of challenge. */
  public enum Kind {
    /** A client wants a session of whoever approves. */
    SIGN_IN("sign-in"),
    /** A client wants to do something for somebody who is signed in with it. */
    ONE_TIME("one-time");

    private final String wire;

    Kind(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }

  /**
   * The question, for whoever has to decide whether it is theirs.
   *
   * @param command the command as the client says it: {@code publish}
   * @param address where the client asked from
   */
  public record Asked(Purpose purpose, String command, String address) {}
}
