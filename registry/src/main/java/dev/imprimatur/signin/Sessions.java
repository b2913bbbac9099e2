package dev.imprimatur.signin;

import dev.imprimatur.access.User;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.Tokens;
import java.util.Optional;

/** The signing in of people with a password, and the signing out. */
public final class Sessions {
  private final Database db;
  private final People people;
  private final Audit audit;

  public Sessions(Database db, People people, Audit audit) {
    this.db = db;
    this.people = people;
    this.audit = audit;
  }

  Tokens.Fresh signIn(Users.Attempt attempt) {
    var user = check(attempt);
    return db.write(tx -> {
      var session = people.tokens().startSession(tx, user.name());
      audit.record(
          tx,
          Actor.person(user.name().value()),
          new PeopleEvent.TokenCreated(
              user.name().value(), session.token().id().value(), "session"));
      return session;
    });
  }

  /** Finds whose password this is; a wrong one is recorded and refused. */
  public User check(Users.Attempt attempt) {
    return people
        .users()
        .signIn(db, attempt)
        .orElseThrow(() -> {
          recordRefusal(attempt);
          return new PeopleProblem.SignInRefused().asException();
        });
  }

  /** Records a refusal; a name that is no user's is left out, as it may be a misplaced password. */
  private void recordRefusal(Users.Attempt attempt) {
    if (!audit.hasRoomFor("sign-in from " + attempt.address())) {
      return;
    }
    db.write(tx -> {
      var user = people.users().find(tx, attempt.name()).map(known -> known.name().value());
      audit.record(tx, Actor.ANYONE, new PeopleEvent.SignInRefused(user, attempt.address()));
      return attempt;
    });
  }

  /** Revokes a token for whoever came with it; whether it was valid is not told. */
  void signOut(Secret shown) {
    if (people.tokens().unlike(shown).isPresent()) {
      return;
    }
    db.write(tx -> {
      if (people.tokens().recognise(tx, shown) instanceof Tokens.Recognised.Good(var token)
          && people.tokens().revoke(tx, token.id())) {
        audit.record(tx, holder(token), new PeopleEvent.TokenRevoked(token.id().value()));
      }
      return shown;
    });
  }

  private static Actor holder(Token token) {
    return switch (token.grant()) {
      case Grant.Session(var user) -> Actor.person(user.value());
      case Grant.Browser(var user) -> Actor.person(user.value());
      case Grant.Granular(var user, _, _) -> Actor.person(user.value());
      case Grant.OfJob grant -> new Caller.Job(token.id(), grant).actor();
    };
  }

  /** Revokes a token if it is the caller's own; otherwise its owner is not told to the caller. */
  void signOut(Secret text, Caller caller) {
    db.write(tx -> {
      if (people.tokens().recognise(tx, text) instanceof Tokens.Recognised.Good(var token)
          && mayManage(token, caller)
          && people.tokens().revoke(tx, token.id())) {
        audit.record(tx, caller.actor(), new PeopleEvent.TokenRevoked(token.id().value()));
      }
      return text;
    });
  }

  /** Returns whether the token is the caller's; a job has only the one that it came with. */
  private static boolean mayManage(Token token, Caller caller) {
    return switch (caller) {
      case Caller.Person(var user, _) -> token.owner().equals(Optional.of(user.name()));
      case Caller.Job(var own, _) -> token.id().equals(own);
      case Caller.Anyone _, Caller.Operator _, Caller.Registry _ -> false;
    };
  }

  /** Revokes a token for whoever shows it: if they can, so can others. */
  void report(Secret text) {
    db.write(tx -> {
      people
          .tokens()
          .revoke(tx, text)
          .ifPresent(token ->
              audit.record(tx, Actor.ANYONE, new PeopleEvent.TokenReported(token.id().value())));
      return text;
    });
  }
}
