package dev.imprimatur.issuers;

import dev.imprimatur.rulebooks.Issuer;
import java.time.Instant;
import java.util.Optional;

/**
 * An issuer with its origin and state.
 *
 * @param by who added it, or switched it off
 * @param keysSince keys from before this moment are not used any more
 */
public record IssuerState(
    Issuer issuer,
    Issuers.Origin origin,
    Optional<Instant> offAt,
    Optional<String> by,
    Instant keysSince) {
  public boolean on() {
    return offAt.isEmpty();
  }

  IssuerState addedBy(String whom) {
    return new IssuerState(issuer, origin, offAt, Optional.of(whom), keysSince);
  }
}
