package dev.imprimatur.json;

import java.math.BigDecimal;
import java.util.OptionalLong;

/**
 * A JSON number, kept as it was written, so that nothing is rounded on its way through.
 *
 * @param literal the number as it was written: {@code 1.50}, {@code 2e3}
 */
public record JsonNumber(String literal) implements JsonValue {
  /** The limit beyond which a double no longer tells one whole number from the next. */
  private static final long SAFE_MAX = 1L << 53;

  private static final int LITERAL_LENGTH_MAX = 25;

  public static JsonNumber of(long value) {
    return new JsonNumber(Long.toString(value));
  }

  /** Returns the number if it is whole and within ±2⁵³, the range every JSON reader agrees on. */
  public OptionalLong safeInteger() {
    if (literal.length() > LITERAL_LENGTH_MAX) {
      return OptionalLong.empty();
    }
    try {
      long value = new BigDecimal(literal).longValueExact();
      return Math.abs(value) <= SAFE_MAX ? OptionalLong.of(value) : OptionalLong.empty();
    } catch (ArithmeticException | NumberFormatException notWhole) {
      return OptionalLong.empty();
    }
  }
}
