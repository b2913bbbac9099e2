package dev.imprimatur.gate;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;

/** The second factor that the owners of a package demand of people who write to it. */
final class SecondFactor {
  private SecondFactor() {}

  /** Returns whether this is a token that was made to need no second factor. */
  static boolean isNotAskedOf(Caller.Person person) {
    return false;
  }

  static void require(Caller.Person person, PackageName name) {
    throw new PeopleProblem.NotAllowed(
            "The owners of %s demand a second factor of people who write to it, and %s has none."
                .formatted(name, person.user().name()))
        .asException();
  }
}
