package dev.imprimatur.tokenadmin;

import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import java.util.Optional;

/**
 * The check of the password of somebody who is signed in: whoever finds a session must not be able
 * to make it last. Guesses count with those of signing in.
 */
public final class PasswordCheck {
  private final Database db;
  private final Users users;
  private final Audit audit;

  public PasswordCheck(Database db, Users users, Audit audit) {
    this.db = db;
    this.users = users;
    this.audit = audit;
  }

  void require(Caller.Person person, Secret password, String address) {
    var name = person.user().name();
    if (!db.read(tx -> users.hasPassword(tx, name))) {
      requireProof(person);
      return;
    }
    if (users.isPassword(db, new Users.Attempt(name, password, address))) {
      return;
    }
    if (audit.hasRoomFor("sign-in from " + address)) {
      db.write(tx -> {
        audit.record(
            tx,
            Actor.person(name.value()),
            new PeopleEvent.SignInRefused(Optional.of(name.value()), address));
        return name;
      });
    }
    throw new PeopleProblem.WrongPassword().asException();
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
