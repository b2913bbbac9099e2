package dev.imprimatur.signin;

import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.tokens.Tokens;

/**
 * The sessions of browsers. Each begins with a secret of its own, at every sign-in and whenever
 * somebody has proved more, so that nobody can hand another a session that they know.
 */
public final class BrowserSessions {
  private final Database db;
  private final Tokens tokens;
  private final Audit audit;

  public BrowserSessions(Database db, Tokens tokens, Audit audit) {
    this.db = db;
    this.tokens = tokens;
    this.audit = audit;
  }

  /** Begins the session of somebody who has shown all that they sign in with. */
  public Tokens.Fresh begin(UserName user) {
    return db.write(tx -> begin(tx, user));
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
    db.write(tx -> {
      if (tokens.revoke(tx, person.token().id())) {
        audit.record(tx, person.actor(), new PeopleEvent.TokenRevoked(person.token().id().value()));
      }
      return person;
    });
  }
}
