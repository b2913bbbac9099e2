package dev.imprimatur.signin;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.AccountEvent;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secondfactor.Challenge;
import dev.imprimatur.secondfactor.Challenges;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Tokens;
import java.util.Optional;

/**
 * The challenges of clients that send their user to a browser: the client begins one and waits, and
 * the page that the user opens shows it and approves it.
 */
public final class WebSignIn {
  private final Database db;
  private final Challenges challenges;
  private final Users users;
  private final Tokens tokens;
  private final Audit audit;

  public WebSignIn(Database db, Challenges challenges, Users users, Tokens tokens, Audit audit) {
    this.db = db;
    this.challenges = challenges;
    this.users = users;
    this.tokens = tokens;
    this.audit = audit;
  }

  /** Begins a sign-in of whoever sits before a client. */
  Challenges.Fresh begin(String command, String address) {
    return db.write(tx -> challenges.signIn(tx, command, address))
        .orElseThrow(() -> new PeopleProblem.TooManyChallenges().asException());
  }

  /** Returns the answer to a challenge for the client that waits; empty while there is none yet. */
  Optional<Secret> answer(Secret done) {
    return db.write(tx -> {
      var challenge = challenges.ofClient(tx, done).orElseThrow(WebSignIn::none);
      if (challenge.approvedAt().isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(
          switch (challenge.kind()) {
            case SIGN_IN -> session(tx, challenge);
            case ONE_TIME -> code(tx, challenge);
          });
    });
  }

  private Secret session(Tx tx, Challenge challenge) {
    var user =
        challenges
            .redeemSignIn(tx, challenge)
            .filter(name -> users.holdActive(tx, name))
            .orElseThrow(WebSignIn::none);
    var session = tokens.startSession(tx, user);
    audit.record(
        tx,
        Actor.person(user.value()),
        new PeopleEvent.TokenCreated(user.value(), session.token().id().value(), "session"));
    return session.text();
  }

  private Secret code(Tx tx, Challenge challenge) {
    return challenges.redeemOneTime(tx, challenge).orElseThrow(WebSignIn::none);
  }

  /** Finds the challenge whose page this opens, for the page to show it. */
  public Challenge show(Secret page) {
    return db.read(tx -> challenges.ofPage(tx, page)).orElseThrow(WebSignIn::none);
  }

  /**
   * Approves a challenge for a person who has just shown all that they sign in with. Only the
   * person who is asked can approve one for something that they do, and only once.
   *
   * @param address where they came from
   */
  public Challenge approve(Secret page, UserName person, String address) {
    requireAsked(show(page), person, address);
    return db.write(tx -> {
      var challenge = challenges.ofPage(tx, page).orElseThrow(WebSignIn::none);
      if (!users.holdActive(tx, person) || !challenges.approve(tx, challenge, person)) {
        throw none();
      }
      return challenge;
    });
  }

  /** Requires that it is this person who is asked; anybody else's attempt is recorded. */
  private void requireAsked(Challenge challenge, UserName person, String address) {
    var another = challenge.account().filter(asked -> !asked.equals(person));
    if (challenge.kind() == Challenge.Kind.SIGN_IN || another.isEmpty()) {
      return;
    }
    var asked = another.get().value();
    if (audit.hasRoomFor("challenge from " + address)) {
      db.write(tx -> {
        audit.record(
            tx, Actor.person(person.value()), new AccountEvent.SecondFactorRefused(asked, address));
        return asked;
      });
    }
    throw new PeopleProblem.ChallengeNotFound(Optional.of(asked)).asException();
  }

  /**
   * Refuses a challenge that its reader knows nothing of; its client is told that there is none.
   */
  public void refuse(Secret page) {
    db.write(tx -> challenges.ofPage(tx, page).map(found -> challenges.refuse(tx, found)));
  }

  /**
   * Returns the code of an approved challenge, for a page that shows it to somebody whose client
   * waits for them to type it; empty if it was handed out.
   */
  public Optional<Secret> codeToType(Secret page) {
    return db.write(
        tx -> challenges.ofPage(tx, page).flatMap(found -> challenges.redeemOneTime(tx, found)));
  }

  private static RuntimeException none() {
    return new PeopleProblem.ChallengeNotFound(Optional.empty()).asException();
  }
}
