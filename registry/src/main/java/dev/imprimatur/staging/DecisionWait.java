package dev.imprimatur.staging;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.StagedVersions.Outcome;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.RequestProblem;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * The waiting for what becomes of a staged version, which a job does that wants to go on with it.
 * Whoever decides may be another process on the same database, so it is looked up once a second.
 */
public final class DecisionWait {
  private static final int ALL_MAX = 200;
  private static final int OF_ONE_MAX = 20;
  private static final Duration BUSY = Duration.ofSeconds(5);
  private static final long LOOK_AGAIN = Duration.ofSeconds(1).toNanos();

  private final Database db;
  private final Packages packages;
  private final Gate gate;
  private final Semaphore places = new Semaphore(ALL_MAX);
  private final Map<Actor, Integer> waiting = new ConcurrentHashMap<>();

  public DecisionWait(Database db, Packages packages, Gate gate) {
    this.db = db;
    this.packages = packages;
    this.gate = gate;
  }

  /** Waits at most this long; returns the outcome, or nothing if it is still to be decided. */
  Optional<Outcome> outcome(String text, Duration atMost, Caller caller)
      throws InterruptedException {
    var id = id(text);
    var now = db.read(tx -> look(tx, id, caller));
    if (now.isPresent() || atMost.isZero()) {
      return now;
    }
    enter(caller.actor());
    try {
      return listen(id, atMost.toNanos(), caller);
    } finally {
      leave(caller.actor());
    }
  }

  private Optional<Outcome> listen(UUID id, long nanosMax, Caller caller)
      throws InterruptedException {
    long left = nanosMax;
    var found = db.read(tx -> look(tx, id, caller));
    while (found.isEmpty() && left > 0) {
      long pause = Math.min(left, LOOK_AGAIN);
      left -= pause - Math.max(0, packages.stagedVersions().listen(pause));
      found = db.read(tx -> look(tx, id, caller));
    }
    return found;
  }

  /** Looks it up; what the caller may not know of does not exist for them. */
  private Optional<Outcome> look(Tx tx, UUID id, Caller caller) {
    // A decision moves it from here to there; looked for in that order, it is found.
    var staged = packages.stagedVersions().name(tx, id);
    var outcome = packages.stagedVersions().outcome(tx, id);
    var known =
        staged.or(() -> outcome.map(Outcome::name)).filter(name -> mayKnow(tx, name, caller));
    if (known.isEmpty()) {
      throw new PackageProblem.StagedVersionNotFound(id.toString()).asException();
    }
    return outcome;
  }

  private boolean mayKnow(Tx tx, PackageName name, Caller caller) {
    return gate.mayAwait(tx, name, caller);
  }

  private void enter(Actor actor) {
    if (!places.tryAcquire()) {
      throw busy();
    }
    if (waiting.merge(actor, 1, Integer::sum) > OF_ONE_MAX) {
      leave(actor);
      throw busy();
    }
  }

  private void leave(Actor actor) {
    waiting.computeIfPresent(actor, (_, others) -> others == 1 ? null : others - 1);
    places.release();
  }

  private static RuntimeException busy() {
    return new RequestProblem.Overloaded("Too many wait for a decision already.", BUSY)
        .asException();
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      throw new PackageProblem.StagedVersionNotFound(text).asException();
    }
  }
}
