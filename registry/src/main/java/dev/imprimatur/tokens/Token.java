package dev.imprimatur.tokens;

import dev.imprimatur.access.UserName;
import java.time.Instant;
import java.util.Optional;

/**
 * A token as the registry knows it, which is everything but its text.
 *
 * @param beginsWith its first characters, by which npm finds the token of a text
 * @param endsWith its last characters
 * @param expiresAt empty for a token without an end
 */
public record Token(
    TokenId id,
    Grant grant,
    String beginsWith,
    String endsWith,
    Instant createdAt,
    Optional<Instant> expiresAt) {

  /** The person whose token it is, if it is a person's. */
  public Optional<UserName> owner() {
    return switch (grant) {
      case Grant.Session(var user) -> Optional.of(user);
      case Grant.Browser(var user) -> Optional.of(user);
      case Grant.Granular(var user, _) -> Optional.of(user);
      case Grant.OfJob _ -> Optional.empty();
    };
  }

  public boolean expired(Instant now) {
    return expiresAt.filter(end -> !now.isBefore(end)).isPresent();
  }
}
