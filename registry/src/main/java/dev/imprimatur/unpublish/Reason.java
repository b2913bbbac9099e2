package dev.imprimatur.unpublish;

import dev.imprimatur.problem.RequestProblem;

/** The reason for a removal beyond the rules for unpublishing, which everybody may read. */
public record Reason(String text) {
  private static final int LENGTH_MAX = 500;

  public Reason {
    if (text.isBlank()
        || text.length() > LENGTH_MAX
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new RequestProblem.MalformedRequest(
              "a reason is one line of at most %d characters".formatted(LENGTH_MAX))
          .asException();
    }
  }
}
