package dev.imprimatur.access;

import dev.imprimatur.problem.PeopleProblem;
import java.time.Instant;
import java.util.Optional;

/**
 * The facts that a person tells of themself, and what is known of them.
 *
 * @param emailVerifiedAt when they showed that they read mail at their address
 * @param passwordChangedAt when they chose their password; empty if they have none
 */
public record Profile(
    Optional<Instant> emailVerifiedAt,
    Facts facts,
    Instant updatedAt,
    Optional<Instant> passwordChangedAt) {

  /** The facts that a person may tell or leave out. */
  public record Facts(
      Optional<String> fullName, Optional<String> homepage, Optional<String> github) {
    private static final int LENGTH_MAX = 200;

    public Facts {
      requireShort(fullName);
      requireShort(homepage);
      requireShort(github);
      if (homepage.filter(address -> !address.matches("https?://\\S+")).isPresent()) {
        throw new PeopleProblem.InvalidUser("a homepage begins with https:// or http://")
            .asException();
      }
    }

    private static void requireShort(Optional<String> fact) {
      if (fact.filter(text -> text.length() > LENGTH_MAX || text.chars().anyMatch(c -> c < ' '))
          .isPresent()) {
        throw new PeopleProblem.InvalidUser(
                "each fact is one line of at most %d characters".formatted(LENGTH_MAX))
            .asException();
      }
    }
  }
}
