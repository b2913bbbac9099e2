package dev.imprimatur.claimrules;

/** The comparison of a claim with what a maintainer configured. */
public enum Comparison {
  /** Byte for byte. */
  EXACT {
    @Override
    public boolean same(String left, String right) {
      return left.equals(right);
    }
  },
  /**
   * Byte for byte, but ignoring the case of A to Z. No other letter has a case here: under
   * Unicode's rules a Kelvin sign is a k, and under Turkish ones an I is not an i.
   */
  IGNORING_ASCII_CASE {
    @Override
    public boolean same(String left, String right) {
      if (left.length() != right.length()) {
        return false;
      }
      for (int i = 0; i < left.length(); i++) {
        if (lower(left.charAt(i)) != lower(right.charAt(i))) {
          return false;
        }
      }
      return true;
    }
  };

  public abstract boolean same(String left, String right);

  private static char lower(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
  }
}
