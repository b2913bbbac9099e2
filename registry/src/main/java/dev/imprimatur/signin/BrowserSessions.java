package dev.imprimatur.signin;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Proof;
import dev.imprimatur.identities.ProviderSessions;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.secondfactor.SecondFactors;
import dev.imprimatur.tokens.Tokens;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The sessions of browsers. Each begins with a secret of its own, at every sign-in and whenever
 * somebody has proved more, so that nobody can hand another a session that they know.
 */
public final class BrowserSessions {
  /** The time after which somebody shows again that a session is theirs. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final Database db;
  private final Users users;
  private final Tokens tokens;
  private final SecondFactors factors;
  private final ProviderSessions origins;
  private final Audit audit;
  private final InstantSource clock;

  public BrowserSessions(
      Database db,
      Users users,
      Tokens tokens,
      SecondFactors factors,
      ProviderSessions origins,
      Audit audit,
      InstantSource clock) {
    this.db = db;
    this.users = users;
    this.tokens = tokens;
    this.factors = factors;
    this.origins = origins;
    this.audit = audit;
    this.clock = clock;
  }

  /** Begins the session of somebody who has signed in by a password. */
  public Tokens.Fresh begin(Sessions.Shown shown) {
    return db.write(tx -> {
      Sessions.hold(tx, users, shown);
      var session = begin(tx, shown.password().user().name());
      return shown.secondFactor() ? proved(tx, session) : session;
    });
  }

  /** Begins the session of somebody who has shown a second factor for it. */
  public Tokens.Fresh beginProved(UserName user) {
    return db.write(tx -> proved(tx, begin(tx, user)));
  }

  private Tokens.Fresh proved(Tx tx, Tokens.Fresh session) {
    factors.remember(tx, session.token().id());
    return session;
  }

  /** Replaces a session whose owner has shown again that it is theirs, by their second factor. */
  public Tokens.Fresh renewProved(Caller.Person person) {
    return db.write(tx -> proved(tx, renewed(tx, person)));
  }

  /** Replaces a session whose owner has shown again that it is theirs, by their password. */
  public Tokens.Fresh renew(Caller.Person person) {
    return db.write(tx -> renewed(tx, person));
  }

  private Tokens.Fresh renewed(Tx tx, Caller.Person person) {
    if (!end(tx, person)) {
      throw new PeopleProblem.SessionNotFound().asException();
    }
    var session = begin(tx, person.user().name());
    // Or a sign-out at the provider would end the former session alone, which is over.
    origins.move(
        tx,
        person.token().id().value(),
        session.token().id().value(),
        session.token().expiresAt().orElseThrow());
    return session;
  }

  /** Finds the provider by whose word a session began. */
  public Optional<String> cameBy(Caller.Person person) {
    return db.read(tx -> origins.issuerOf(tx, person.token().id().value()));
  }

  /**
   * Returns the owner of a session who has shown some minutes ago that it is theirs: their second
   * factor, or that they can sign in, if they have none. A session that was left open, or a cookie
   * that was copied, must not be able to change what somebody signs in with.
   */
  public Optional<Caller.Person> confirmed(Caller.Person person) {
    var now = clock.instant();
    var since = now.minus(FRESH);
    return db.read(tx -> {
      if (factors.provedSince(tx, person.token().id(), since)) {
        return Optional.of(person.with(new Proof(Optional.of(now), Optional.empty())));
      }
      boolean signedInJustNow = person.token().createdAt().isAfter(since);
      return signedInJustNow && !factors.has(tx, person.user().name())
          ? Optional.of(person)
          : Optional.empty();
    });
  }

  private Tokens.Fresh begin(Tx tx, UserName user) {
    var session = tokens.startBrowser(tx, user);
    audit.record(
        tx,
        Actor.person(user.value()),
        new PeopleEvent.TokenCreated(user.value(), session.token().id().value(), "browser"));
    return session;
  }

  /** Ends a session; its cookie opens nothing afterwards, whoever has it. */
  public void end(Caller.Person person) {
    db.write(tx -> end(tx, person));
  }

  private boolean end(Tx tx, Caller.Person person) {
    boolean ended = tokens.revoke(tx, person.token().id());
    if (ended) {
      audit.record(tx, person.actor(), new PeopleEvent.TokenRevoked(person.token().id().value()));
    }
    return ended;
  }
}
