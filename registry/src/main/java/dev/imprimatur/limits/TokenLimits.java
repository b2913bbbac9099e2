package dev.imprimatur.limits;

import java.time.Duration;

/**
 * The limits of granular tokens, which are npm's.
 *
 * @param perPersonMax tokens of one person that have not expired
 * @param writing how long one that writes may last
 * @param reading how long one that only reads may last
 * @param warning how long before it expires its owner is told first
 * @param lastWarning how long before it expires they are told once more
 */
public record TokenLimits(
    int perPersonMax, Lifetime writing, Lifetime reading, Duration warning, Duration lastWarning) {

  /**
   * The lifetime of a token.
   *
   * @param daysUsual if nobody says otherwise
   */
  public record Lifetime(int daysUsual, int daysMax) {}

  /** Returns the same, with another number of tokens. */
  public TokenLimits withPerPersonMax(int most) {
    return new TokenLimits(most, writing, reading, warning, lastWarning);
  }

  public static TokenLimits standard() {
    return new TokenLimits(
        1000, new Lifetime(7, 90), new Lifetime(30, 366), Duration.ofDays(7), Duration.ofDays(1));
  }
}
