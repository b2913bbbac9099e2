package dev.imprimatur.packageadmin;

import dev.imprimatur.access.PackageRights;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Locks.Lock;
import dev.imprimatur.trust.PublishingAccess;
import dev.imprimatur.trust.Target;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The change of a package's publishing access, or a whole scope's: who writes to it, whether it is
 * staged first, and who approves that.
 */
public final class PublishingAccessChange {
  private static final Comparator<Token> OLDEST_FIRST = Comparator.comparing(Token::createdAt);

  private final Database db;
  private final Locks locks;
  private final Users users;
  private final PackageRights rights;
  private final Tokens tokens;
  private final Changes changes;
  private final InstantSource clock;

  public PublishingAccessChange(
      Database db,
      Locks locks,
      Users users,
      PackageRights rights,
      Tokens tokens,
      Changes changes,
      InstantSource clock) {
    this.db = db;
    this.locks = locks;
    this.users = users;
    this.rights = rights;
    this.tokens = tokens;
    this.changes = changes;
    this.clock = clock;
  }

  /**
   * The publishing access of a package.
   *
   * @param tokens of its people that could publish it if it were open, and still can elsewhere
   */
  public record State(Optional<Lock> lock, List<Token> tokens) {}

  public State of(Target target) {
    return db.read(tx -> state(tx, target));
  }

  private State state(Tx tx, Target target) {
    return new State(locks.find(tx, target), tokens(tx, target));
  }

  /**
   * Sets the publishing access of a package or a scope as a whole; returns the new state.
   *
   * @throws ProblemException with {@link PackageProblem.InvalidName} for a part of a scope, which
   *     would be stored and close nothing
   */
  State set(Target target, PublishingAccess access, Caller caller) {
    return change(target, former -> access, caller);
  }

  /**
   * Changes the publishing access of a package or a scope, and leaves alone what is not to change;
   * returns the new state.
   *
   * @throws ProblemException as {@link #set} does
   */
  public State change(Target target, UnaryOperator<PublishingAccess> change, Caller caller) {
    return changes.make(
        caller,
        new Action.Decide(target),
        under -> {
          set(under, target, change);
          return state(under.tx(), target);
        });
  }

  private void set(Change change, Target target, UnaryOperator<PublishingAccess> wanted) {
    target.requireWhole("a lock");
    var tx = change.tx();
    var former = locks.find(tx, target).map(Lock::access).orElse(PublishingAccess.OPEN);
    var access = wanted.apply(former);
    // Whoever gets the name of nobody later must not approve by it.
    for (var approver : access.approvers()) {
      users.require(tx, new UserName(approver));
    }
    locks.set(tx, target, new Lock(access, clock.instant(), change.by()));
    change.happened(
        new TrustEvent.PublishingLocked(target.value(), access.json(), access.loosens(former)));
  }

  /** Returns the tokens of people who may publish it, as far as they are for it. */
  private List<Token> tokens(Tx tx, Target target) {
    return writers(tx, target).stream()
        .flatMap(user -> tokens.writing(tx, user).stream())
        .filter(token -> target.name().filter(name -> !covers(token, name)).isEmpty())
        .sorted(OLDEST_FIRST)
        .toList();
  }

  private static boolean covers(Token token, PackageName name) {
    return !(token.grant() instanceof Grant.Granular granular) || granular.terms().covers(name);
  }

  private List<UserName> writers(Tx tx, Target target) {
    return target
        .name()
        .map(name -> rights.writers(tx, name))
        .orElseGet(
            () -> target.scope().map(scope -> rights.writersOfScope(tx, scope)).orElse(List.of()));
  }
}
