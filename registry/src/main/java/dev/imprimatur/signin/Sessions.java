package dev.imprimatur.signin;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.identities.PasswordAccess;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.TokenId;
import dev.imprimatur.tokens.Tokens;
import java.util.List;
import java.util.Optional;

/** The signing in of people with a password, and the signing out. */
public final class Sessions {
  private final Database db;
  private final People people;
  private final SecondFactors secondFactors;
  private final PasswordAccess access;
  private final Audit audit;

  public Sessions(
      Database db, People people, SecondFactors secondFactors, PasswordAccess access, Audit audit) {
    this.db = db;
    this.people = people;
    this.secondFactors = secondFactors;
    this.access = access;
    this.audit = audit;
  }

  /**
   * Signs somebody in who shows a password, and a one-time password if they have a second factor.
   */
  Tokens.Fresh signIn(Users.Attempt attempt, Optional<Secret> code) {
    var shown = requireAll(attempt, code);
    var name = attempt.name();
    return db.write(tx -> {
      hold(tx, people.users(), shown);
      var session = people.tokens().startSession(tx, name);
      audit.record(
          tx,
          Actor.person(name.value()),
          new PeopleEvent.TokenCreated(name.value(), session.token().id().value(), "session"));
      return session;
    });
  }

  /** Returns whether a user has a password, and not only somebody else who vouches for them. */
  public boolean hasPassword(UserName user) {
    return db.read(tx -> people.users().hasPassword(tx, user));
  }

  /** Returns whether this is the password of a user who has signed in, and records if it is not. */
  public boolean isPassword(Users.Attempt attempt) {
    boolean right = people.users().signIn(db, attempt).isPresent();
    if (!right) {
      recordRefusal(attempt);
    }
    return right;
  }

  /** Requires that what was shown still holds: whoever changes it ends the sessions they see. */
  static void hold(Tx tx, Users users, Shown shown) {
    if (!users.hold(tx, shown.password())) {
      throw new PeopleProblem.SignInRefused().asException();
    }
  }

  /**
   * Requires the password of a user who may come in by one, and records a refusal. It is looked at
   * in any case, so that nobody learns by the time or the words who may.
   */
  public Users.SignedIn requirePassword(Users.Attempt attempt) {
    return people
        .users()
        .signIn(db, attempt)
        .filter(_ -> db.read(tx -> access.admits(tx, attempt.name())))
        .orElseThrow(() -> {
          recordRefusal(attempt);
          return access.isForEverybody()
              ? new PeopleProblem.SignInRefused().asException()
              : new SignOnProblem.PasswordsOff().asException();
        });
  }

  /**
   * Everything that somebody has shown who signs in by a password.
   *
   * @param secondFactor whether that was a second factor as well
   */
  public record Shown(Users.SignedIn password, boolean secondFactor) {}

  /** Requires everything that somebody signs in with who comes by a password. */
  public Shown requireAll(Users.Attempt attempt, Optional<Secret> code) {
    var password = requirePassword(attempt);
    return new Shown(password, requireSecondFactor(attempt, code));
  }

  /**
   * Requires the second factor of a user who has one, and returns whether they do. While they sign
   * in, a recovery code will do; it keeps the account to reading, but for getting another factor.
   */
  public boolean requireSecondFactor(Users.Attempt attempt, Optional<Secret> code) {
    if (!db.read(tx -> secondFactors.has(tx, attempt.name()))) {
      return false;
    }
    if (code.isEmpty()) {
      throw oneTimePassword(false);
    }
    var shown =
        new SecondFactors.Attempt(
            attempt.name(), Optional.empty(), code.get(), attempt.address(), true);
    if (secondFactors.prove(db, shown) instanceof SecondFactors.Outcome.Refused) {
      throw oneTimePassword(true);
    }
    return true;
  }

  /**
   * Requires of somebody who came by a passkey that this registry lets them in by its own means.
   */
  public void requireWayIn(UserName user) {
    if (!db.read(tx -> access.admits(tx, user))) {
      throw new SignOnProblem.PasswordsOff().asException();
    }
  }

  private static RuntimeException oneTimePassword(boolean refused) {
    return new PeopleProblem.OneTimePasswordRequired(Optional.empty(), refused, Optional.empty())
        .asException();
  }

  /** Returns the sessions of a user that have not expired, for whom no change is under way. */
  public List<Token> of(UserName user) {
    return db.read(tx -> of(tx, user));
  }

  /** Returns the sessions of a user that have not expired, of npm's as of browsers. */
  public List<Token> of(Tx tx, UserName user) {
    return people.tokens().valid(tx, user).stream()
        .filter(token ->
            switch (token.grant()) {
              case Grant.Session _, Grant.Browser _ -> true;
              case Grant.Granular _, Grant.OfJob _ -> false;
            })
        .toList();
  }

  /**
   * Ends all sessions of a user but perhaps one, in a change under way, and what would begin one: a
   * sign-in that was approved, and that its client was not told of yet.
   */
  public void endOthers(Change change, UserName user, Optional<TokenId> kept) {
    secondFactors.endChallenges(change.tx(), user);
    of(change.tx(), user).stream()
        .map(Token::id)
        .filter(session -> !kept.equals(Optional.of(session)))
        .forEach(session -> end(change, session));
  }

  /** Ends a session in a change under way; false if there is none such any more. */
  public boolean end(Change change, TokenId session) {
    boolean ended = people.tokens().revoke(change.tx(), session);
    if (ended) {
      change.happened(new PeopleEvent.TokenRevoked(session.value()));
    }
    return ended;
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
      case Grant.Granular(var user, _) -> Actor.person(user.value());
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
      case Caller.Person(var user, _, _) -> token.owner().equals(Optional.of(user.name()));
      case Caller.Job(var own, _) -> token.id().equals(own);
      case Caller.Anyone _, Caller.Operator _, Caller.Registry _ -> false;
    };
  }

  private static Optional<PeopleEvent.OwnToken> owner(Token token) {
    return switch (token.grant()) {
      case Grant.Session(var user) ->
          Optional.of(new PeopleEvent.OwnToken(user.value(), "npm login"));
      case Grant.Browser(var user) ->
          Optional.of(new PeopleEvent.OwnToken(user.value(), "a browser"));
      case Grant.Granular(var user, var terms) ->
          Optional.of(new PeopleEvent.OwnToken(user.value(), terms.name()));
      case Grant.OfJob _ -> Optional.empty();
    };
  }

  /** Revokes a token for whoever shows it: if they can, so can others. */
  void report(Secret text, String address) {
    db.write(tx -> {
      people
          .tokens()
          .revoke(tx, text)
          .ifPresent(token ->
              audit.record(
                  tx,
                  Actor.ANYONE,
                  new PeopleEvent.TokenReported(token.id().value(), owner(token), address)));
      return text;
    });
  }
}
