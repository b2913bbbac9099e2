package dev.imprimatur.gate;

import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;

/** The requirement of having signed in, as a token that leaked must not be able to govern. */
final class SessionRules {
  private SessionRules() {}

  /** Requires a session, as a token that leaked must not be able to make more tokens. */
  static void requireSession(Caller.Person person, String what) {
    if (!person.hasSignedIn()) {
      throw notAllowed(
          "A granular token cannot change whom %s trusts or who may read it. Sign in with npm"
                  .formatted(what)
              + " login.");
    }
  }

  static void requireSignedIn(Caller.Person person) {
    if (!person.hasSignedIn()) {
      throw notAllowed("A granular token changes no account. Sign in with npm login.");
    }
  }

  /**
   * Requires a session, or a token that was made to govern this organization. One that needs no
   * one-time password governs nothing, as it would let whoever finds it do so.
   */
  static void requireGoverning(Caller.Person person, String organization) {
    boolean made =
        person.token().grant() instanceof Grant.Granular granular
            && granular.terms().governs(organization);
    if (!made) {
      requireSession(person, "@" + organization);
    }
  }

  /** Requires a session, or a token that was made to see this organization at least. */
  static void requireSeeing(Caller.Person person, String organization) {
    boolean made =
        person.token().grant() instanceof Grant.Granular granular
            && granular.terms().sees(organization);
    if (!made) {
      requireSession(person, "@" + organization);
    }
  }

  /** Requires a session, as whoever finds a token must not be able to make it last. */
  static void requireOwnTokens(Caller.Person person) {
    if (!person.hasSignedIn()) {
      throw notAllowed(
          "A granular token cannot list, create or revoke tokens. Sign in with npm login.");
    }
  }

  static void requireAdministrator(Caller.Person person) {
    if (!person.user().admin()) {
      throw notAllowed("%s does not run this registry.".formatted(person.user().name()));
    }
    requireSession(person, "this registry");
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
