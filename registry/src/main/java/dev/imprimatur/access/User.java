package dev.imprimatur.access;

import java.time.Instant;
import java.util.Optional;

/**
 * A person with an account.
 *
 * @param secondFactor what they are asked for their second factor for, once they have one
 * @param readOnlyUntil until when they may only read, as somebody recovered their account
 */
public record User(
    UserName name,
    String email,
    boolean admin,
    SecondFactorMode secondFactor,
    Instant createdAt,
    Optional<Instant> readOnlyUntil,
    Optional<Instant> disabledAt) {

  /** Returns whether they may only read at this moment. */
  public boolean readsOnly(Instant now) {
    return readOnlyUntil.filter(now::isBefore).isPresent();
  }
}
