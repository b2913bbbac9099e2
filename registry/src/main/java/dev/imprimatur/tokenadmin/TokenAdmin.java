package dev.imprimatur.tokenadmin;

import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.ListedToken;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.TokenId;
import dev.imprimatur.tokens.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The creation and revocation of tokens, by whose they are and by the operator, and the warning
 * that one expires.
 */
public final class TokenAdmin {
  private static final int AT_ONCE = 100;
  private static final int PAGE = 500;

  private final Database db;
  private final Users users;
  private final Tokens tokens;
  private final Changes changes;
  private final TokenLimits limits;

  public TokenAdmin(Database db, People people, Changes changes, TokenLimits limits) {
    this.db = db;
    this.users = people.users();
    this.tokens = people.tokens();
    this.changes = changes;
    this.limits = limits;
  }

  public TokenLimits limits() {
    return limits;
  }

  /** A page of somebody's tokens, and the number of all of them. */
  record Page(List<ListedToken> tokens, int total) {}

  /** Creates a granular token for a person: for themselves, or as the operator. */
  public Tokens.Fresh create(Grant.Granular grant, Duration lifetime, Caller caller) {
    var owner = grant.user();
    return changes.make(
        caller,
        action(caller),
        change -> {
          // Whoever disables them waits, and then finds this token with all others.
          users.hold(change.tx(), owner);
          var fresh = tokens.createGranular(change.tx(), grant, lifetime);
          change.happened(
              new PeopleEvent.TokenCreated(owner.value(), fresh.token().id().value(), "granular"));
          return fresh;
        });
  }

  Page list(UserName owner, long offset, int most) {
    return db.read(
        tx -> new Page(tokens.granular(tx, owner, offset, most), tokens.countGranular(tx, owner)));
  }

  /** Returns all tokens of a person, their sessions among them. */
  public List<ListedToken> of(UserName owner) {
    return db.read(tx -> {
      users.require(tx, owner);
      return tokens.listed(tx, owner);
    });
  }

  /** Returns all tokens of all people. */
  public List<ListedToken> all() {
    var all = new ArrayList<>(db.read(tx -> tokens.listed(tx, PAGE)));
    for (int before = 0; all.size() - before == PAGE; ) {
      before = all.size();
      var last = all.getLast().token().id();
      all.addAll(db.read(tx -> tokens.listedAfter(tx, last, PAGE)));
    }
    return all;
  }

  /** Revokes a token by its id: one of the person's own, or anybody's as the operator. */
  public void revoke(TokenId id, Caller caller) {
    changes.make(
        caller,
        action(caller),
        change ->
            tokens
                .find(change.tx(), id)
                .filter(token -> mayRevoke(token, caller))
                .map(token -> revoked(change, token))
                .orElseThrow(TokenAdmin::notFound));
  }

  /** Revokes one of a person's own tokens by its text. */
  void revoke(Secret text, Caller caller) {
    changes.make(
        caller,
        action(caller),
        change ->
            tokens
                .find(change.tx(), text)
                .filter(token -> mayRevoke(token, caller))
                .map(token -> revoked(change, token))
                .orElseThrow(TokenAdmin::notFound));
  }

  /** Revokes all granular tokens of a person, who stays signed in; returns how many. */
  int revokeGranular(UserName owner, Caller caller) {
    return changes.make(
        caller,
        action(caller),
        change -> {
          users.hold(change.tx(), owner);
          int most = limits.perPersonMax();
          var all = tokens.granular(change.tx(), owner, 0, most);
          all.forEach(each -> revoked(change, each.token()));
          return all.size();
        });
  }

  private Token revoked(Change change, Token token) {
    tokens.revoke(change.tx(), token.id());
    change.happened(new PeopleEvent.TokenRevoked(token.id().value()));
    return token;
  }

  private static ProblemException notFound() {
    return new PeopleProblem.TokenNotFound().asException();
  }

  private static boolean mayRevoke(Token token, Caller caller) {
    return switch (caller) {
      case Caller.Operator _ -> true;
      case Caller.Person(var user, _, _) -> token.owner().filter(user.name()::equals).isPresent();
      case Caller.Anyone _, Caller.Job _, Caller.Registry _ -> false;
    };
  }

  /** Revokes all tokens of a person, and ends all of their sessions, as the operator. */
  public void revokeAll(UserName owner, Caller caller) {
    changes.make(
        caller,
        new Action.Operate(),
        change -> {
          users.hold(change.tx(), owner);
          tokens.revokeOfUser(change.tx(), owner);
          change.happened(new PeopleEvent.TokensRevoked(owner.value()));
          return owner;
        });
  }

  /** Warns the owners of tokens that expire soon, some of them at a time. */
  public int warnExpiring(Maintenance maintenance) {
    var expiring = db.read(tx -> tokens.expiring(tx, AT_ONCE));
    // One by one, as the rows are locked by whoever uses the tokens.
    expiring.forEach(token -> maintenance.make(change -> warned(change, token)));
    return expiring.size();
  }

  private boolean warned(Change change, Token token) {
    if (!(token.grant() instanceof Grant.Granular(var owner, var terms))
        || !tokens.warned(change.tx(), token)) {
      return false;
    }
    change.happened(
        new PeopleEvent.TokenExpiring(
            token.id().value(),
            new PeopleEvent.OwnToken(owner.value(), terms.name()),
            token.expiresAt().orElseThrow()));
    return true;
  }

  private static Action action(Caller caller) {
    return caller instanceof Caller.Operator ? new Action.Operate() : new Action.ManageTokens();
  }
}
