package dev.imprimatur.gate;

import dev.imprimatur.secondfactor.Purpose;
import java.time.Instant;
import java.util.Optional;

/**
 * The proof of who a person is, beyond the token that they came with.
 *
 * @param secondFactorAt when they showed their second factor with this request, if they did
 * @param onlyFor the one purpose that it is good for, if they were asked for it by a challenge
 */
public record Proof(Optional<Instant> secondFactorAt, Optional<Purpose> onlyFor) {
  /** The token, and nothing more. */
  public static final Proof NONE = new Proof(Optional.empty(), Optional.empty());

  /** Returns whether a second factor was shown that is good for this. */
  public boolean covers(Purpose purpose) {
    return secondFactorAt.isPresent() && onlyFor.filter(only -> !only.equals(purpose)).isEmpty();
  }
}
