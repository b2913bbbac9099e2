package dev.imprimatur.tokenadmin;

import dev.imprimatur.access.Users;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.signin.Sessions;

/**
 * The check of the password of somebody who is signed in: whoever finds a session must not be able
 * to make it last. Guesses count with those of signing in.
 */
public final class PasswordCheck {
  private final Sessions sessions;

  public PasswordCheck(Sessions sessions) {
    this.sessions = sessions;
  }

  void require(Caller.Person person, Secret password, String address) {
    var name = person.user().name();
    if (!sessions.hasPassword(name)) {
      requireProof(person);
    } else if (!sessions.isPassword(new Users.Attempt(name, password, address))) {
      throw new PeopleProblem.WrongPassword().asException();
    }
  }

  /** Requires a second factor of whom another one signs in: it is all that they can show here. */
  private static void requireProof(Caller.Person person) {
    if (person.proof().secondFactorAt().isEmpty()) {
      throw new PeopleProblem.NotAllowed(
              "Your account has no password to show; set up a second factor, and show that.")
          .asException();
    }
  }
}
