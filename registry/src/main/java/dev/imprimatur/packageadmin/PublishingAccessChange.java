package dev.imprimatur.packageadmin;

import dev.imprimatur.access.PackageRights;
import dev.imprimatur.access.UserName;
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
import dev.imprimatur.trust.Target;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The closing of a package, or a whole scope, to everybody but trusted publishers, and the opening:
 * npm's "Require two-factor authentication and disallow tokens", for people too.
 */
public final class PublishingAccessChange {
  private static final Comparator<Token> OLDEST_FIRST = Comparator.comparing(Token::createdAt);

  private final Database db;
  private final Locks locks;
  private final PackageRights rights;
  private final Tokens tokens;
  private final Changes changes;
  private final InstantSource clock;

  public PublishingAccessChange(
      Database db,
      Locks locks,
      PackageRights rights,
      Tokens tokens,
      Changes changes,
      InstantSource clock) {
    this.db = db;
    this.locks = locks;
    this.rights = rights;
    this.tokens = tokens;
    this.changes = changes;
    this.clock = clock;
  }

  /** The publishing access that a package should have. */
  public record Settings(boolean trustedOnly, boolean ownOnly) {}

  /**
   * The publishing access of a package.
   *
   * @param tokens of its people that could publish it if it were open, and still can elsewhere
   */
  public record State(Optional<Lock> lock, List<Token> tokens) {}

  State of(Target target) {
    return db.read(tx -> state(tx, target));
  }

  private State state(Tx tx, Target target) {
    return new State(locks.find(tx, target), tokens(tx, target));
  }

  /**
   * Sets the publishing access of a package or a scope; returns the new state.
   *
   * @throws ProblemException with {@link PackageProblem.InvalidName} for a part of a scope, which
   *     would be stored and close nothing
   */
  public State set(Target target, Settings settings, Caller caller) {
    return changes.make(
        caller,
        new Action.Decide(target),
        change -> {
          set(change, target, settings);
          return state(change.tx(), target);
        });
  }

  /** Closes or opens it to people and tokens, and leaves all else as it was. */
  void setTrustedOnly(Target target, boolean trustedOnly, Caller caller) {
    changes.make(
        caller,
        new Action.Decide(target),
        change -> {
          boolean ownOnly = locks.find(change.tx(), target).filter(Lock::ownOnly).isPresent();
          set(change, target, new Settings(trustedOnly, ownOnly));
          return target;
        });
  }

  private void set(Change change, Target target, Settings settings) {
    target.requireWhole("a lock");
    var lock = new Lock(settings.trustedOnly(), settings.ownOnly(), clock.instant(), change.by());
    locks.set(change.tx(), target, lock);
    change.happened(
        new TrustEvent.PublishingLocked(
            target.value(), settings.trustedOnly(), settings.ownOnly()));
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
