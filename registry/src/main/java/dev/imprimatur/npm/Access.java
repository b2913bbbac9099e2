package dev.imprimatur.npm;

import java.util.regex.Pattern;

/** What a publish wishes for the visibility of a new package ({@code --access}). */
public enum Access {
  /** Nothing was said: what npm does, an unscoped package is public and a scoped one is not. */
  UNSAID,
  PUBLIC,
  RESTRICTED,
  /** As {@code RESTRICTED} for a new package; of one that exists nobody may have said anything. */
  RESTRICTED_IF_NEW;

  /** These send what somebody typed or wrote into {@code publishConfig}, and nothing else. */
  private static final Pattern LITERAL = Pattern.compile("(?i)(npm|pnpm|bun)/.*");

  /**
   * What it means when this client says it. yarn says {@code restricted} of every scoped package
   * for which nobody said anything, and its user agent does not tell that it is yarn.
   */
  public Access saidBy(String userAgent) {
    return this == RESTRICTED && !LITERAL.matcher(userAgent).matches() ? RESTRICTED_IF_NEW : this;
  }
}
