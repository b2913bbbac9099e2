package dev.imprimatur.staging;

import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Packages.Held;
import java.time.Duration;
import java.time.InstantSource;

/** The end of what was staged and nobody decided about in time. */
public final class StagedExpiry {
  private static final int AT_ONCE = 100;

  /** The time for which an outcome is kept for whoever waits for it. */
  private static final Duration OUTCOMES = Duration.ofDays(30);

  private final Database db;
  private final Packages packages;
  private final StagedDecisions decisions;
  private final Maintenance maintenance;
  private final InstantSource clock;
  private final Duration lifetime;

  /**
   * Makes it.
   *
   * @param lifetime how long a version may be staged
   */
  public StagedExpiry(
      Database db,
      Packages packages,
      StagedDecisions decisions,
      Maintenance maintenance,
      InstantSource clock,
      Duration lifetime) {
    this.db = db;
    this.packages = packages;
    this.decisions = decisions;
    this.maintenance = maintenance;
    this.clock = clock;
    this.lifetime = lifetime;
  }

  /** Throws away some that are too old, each in a change of its own. */
  public void some() {
    var then = clock.instant().minus(lifetime);
    for (var old : db.read(tx -> packages.stagedVersions().before(tx, then, AT_ONCE))) {
      expire(old);
    }
    maintenance.make(
        change -> packages.stagedVersions().sweep(change.tx(), clock.instant().minus(OUTCOMES)));
  }

  private void expire(Held old) {
    maintenance.make(change -> {
      var tx = change.tx();
      Packages.takeTurns(tx, old.name());
      // Somebody may have decided about it meanwhile.
      packages.staged(tx, old.id()).ifPresent(staged -> decisions.expire(change, staged));
      return old;
    });
  }
}
