package dev.imprimatur.manage;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.People;
import dev.imprimatur.access.Token;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Target;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Closes a package, or a whole scope, to everybody but trusted publishers, and opens it again:
 * npm's "Require two-factor authentication and disallow tokens", for people too.
 */
public final class Locking {
  private static final Comparator<Token> OLDEST_FIRST = Comparator.comparing(Token::createdAt);

  private final Database db;
  private final Change change;
  private final Locks locks;
  private final People people;
  private final InstantSource clock;

  /** Where it is written down who may write what. */
  public record Ledgers(Database db, Locks locks, People people) {}

  public Locking(Ledgers ledgers, Change change, InstantSource clock) {
    this.db = ledgers.db();
    this.locks = ledgers.locks();
    this.people = ledgers.people();
    this.change = change;
    this.clock = clock;
  }

  /**
   * What somebody wants a package to take.
   *
   * @param by who it is, as the audit log writes it
   */
  public record Wish(boolean trustedOnly, boolean ownOnly, String by) {}

  /**
   * What a package takes.
   *
   * @param tokens of its people that could publish it if it were open, and still can elsewhere
   */
  record State(Optional<Locks.Lock> lock, List<Token> tokens) {}

  State of(Target target) {
    return db.read(tx -> new State(locks.find(tx, target), tokens(tx, target)));
  }

  void set(Target target, Wish wish, Caller caller) {
    change.make(
        caller,
        new Demand.Decide(target),
        (tx, happened) -> {
          set(tx, target, wish, happened);
          return target;
        });
  }

  /** Closes and opens it to people and tokens, and leaves all else as it was. */
  void setTrustedOnly(Target target, boolean trustedOnly, Caller caller) {
    change.make(
        caller,
        new Demand.Decide(target),
        (tx, happened) -> {
          boolean ownOnly = locks.find(tx, target).filter(Locks.Lock::ownOnly).isPresent();
          var by = caller.actor().value();
          set(tx, target, new Wish(trustedOnly, ownOnly, by), happened);
          return target;
        });
  }

  /**
   * Sets what it takes.
   *
   * @throws ProblemException with {@link PackageProblem.InvalidName} for a part of a scope: that
   *     would be kept, and would close nothing
   */
  public void set(Tx tx, Target target, Wish wish, Consumer<Event> happened) {
    target.requireWhole("a lock");
    locks.set(
        tx, target, new Locks.Lock(wish.trustedOnly(), wish.ownOnly(), clock.instant(), wish.by()));
    happened.accept(
        new TrustEvent.PublishingLocked(target.value(), wish.trustedOnly(), wish.ownOnly()));
  }

  /** Tokens of people who may publish it, as far as they are for it. */
  public List<Token> tokens(Tx tx, Target target) {
    return writers(tx, target).stream()
        .flatMap(user -> people.tokens().writing(tx, user).stream())
        .filter(token -> target.name().filter(name -> !covers(token, name)).isEmpty())
        .sorted(OLDEST_FIRST)
        .toList();
  }

  private static boolean covers(Token token, PackageName name) {
    return !(token.grant() instanceof Grant.Granular granular) || granular.covers(name);
  }

  private List<UserName> writers(Tx tx, Target target) {
    return target
        .name()
        .map(name -> people.owners().writers(tx, name))
        .orElseGet(() ->
            target
                .scope()
                .map(scope -> people.owners().writersOfScope(tx, scope))
                .orElse(List.of()));
  }
}
