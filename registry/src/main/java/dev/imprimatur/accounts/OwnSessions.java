package dev.imprimatur.accounts;

import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.signin.Sessions;
import dev.imprimatur.tokens.Token;
import java.util.List;

/** The sessions of whoever asks. */
public final class OwnSessions {
  static final Action MANAGE = new Action.ManageSessions();

  private final Sessions sessions;
  private final Changes changes;

  public OwnSessions(Sessions sessions, Changes changes) {
    this.sessions = sessions;
    this.changes = changes;
  }

  public List<Token> all(Caller.Person person) {
    return sessions.of(person.user().name());
  }

  /** Ends one of a person's own sessions, which may be the one that they came with. */
  public void end(Caller.Person person, String id) {
    boolean ended =
        changes.make(
            person,
            MANAGE,
            change ->
                sessions.of(change.tx(), person.user().name()).stream()
                    .map(Token::id)
                    .filter(session -> session.toString().equals(id))
                    .anyMatch(session -> sessions.end(change, session)));
    if (!ended) {
      throw new PeopleProblem.SessionNotFound().asException();
    }
  }
}
