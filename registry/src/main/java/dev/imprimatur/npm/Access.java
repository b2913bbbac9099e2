package dev.imprimatur.npm;

import java.util.regex.Pattern;

/** The visibility that a publish asks for a new package to have ({@code --access}). */
public enum Access {
  /** Nothing was said: as with npm, an unscoped package is public and a scoped one is not. */
  UNSAID,
  PUBLIC,
  RESTRICTED,
  /** As {@code RESTRICTED} for a new package; of one that exists nobody may have said anything. */
  RESTRICTED_IF_NEW;

  /** The clients that send only what somebody typed or wrote into {@code publishConfig}. */
  private static final Pattern LITERAL = Pattern.compile("(?i)(npm|pnpm|bun)/.*");

  /**
   * Returns the meaning of this access when this client sends it. yarn sends {@code restricted} for
   * every scoped package for which nobody said anything, and its user agent does not tell that it
   * is yarn.
   */
  public Access saidBy(String userAgent) {
    return this == RESTRICTED && !LITERAL.matcher(userAgent).matches() ? RESTRICTED_IF_NEW : this;
  }
}
