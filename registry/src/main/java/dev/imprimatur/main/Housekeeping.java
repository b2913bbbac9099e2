package dev.imprimatur.main;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Invariants;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** What is done every minute, whether anybody asks or not. */
final class Housekeeping implements Runnable {
  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration CHECK_PAUSE = Duration.ofHours(1);

  /** A tarball that has been arriving for this long was cut off by a crash. */
  private static final Duration ARRIVAL_MAX = Duration.ofHours(24);

  private final Registry registry;
  private final World world;
  private final Invariants invariants = new Invariants();

  /** Of the one thread that keeps house. */
  private final Set<String> told = new HashSet<>();

  private Instant nextCheck = Instant.MIN;

  Housekeeping(Registry registry, World world) {
    this.registry = registry;
    this.world = world;
  }

  @Override
  public void run() {
    try {
      complete();
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(PAUSE);
        once();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What an older registry has shown is signed at once, and not little by little. */
  private void complete() {
    try {
      registry.completing.all();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Not all versions are signed yet; this goes on by and by", e);
    }
  }

  /** Other roots are in force than before, and may vouch for less. */
  private void recheck() {
    var outcome =
        registry.rechecking.check(
            Actor.REGISTRY,
            doubt ->
                LOG.log(
                    Level.WARNING,
                    "package={0} version={1}: its {2} does not hold by the trusted roots of now:"
                        + " ({3}) {4}",
                    doubt.about().name(),
                    doubt.about().version(),
                    doubt.about().attestation().title(),
                    doubt.reason(),
                    doubt.why()));
    LOG.log(
        Level.INFO,
        "The trusted roots have changed; {0} of {1} bundles hold",
        outcome.holding(),
        outcome.checked());
  }

  /** Looked at now and then, as all packages and publishers are; told once of each. */
  private void checkOwnership() {
    var now = world.clock().instant();
    if (now.isBefore(nextCheck)) {
      return;
    }
    nextCheck = now.plus(CHECK_PAUSE);
    for (var breach : registry.db.read(invariants::breaches)) {
      if (told.add(breach)) {
        LOG.log(Level.WARNING, "Something belongs to the wrong one: {0}", breach);
      }
    }
  }

  /** One failure, such as a database that is away, must not end it for ever. */
  void once() {
    try {
      registry.issuers.renewKeys();
      if (registry.roots.refresh()) {
        recheck();
      }
      registry.db.write(registry.trust.spentTokens()::sweep);
      registry.db.write(registry.trust.releases()::sweep);
      registry.db.write(tx ->
          registry.counters.trustKeeping.removeExpired(
              tx, event -> registry.audit.record(tx, Actor.REGISTRY, event)));
      registry.db.write(tx ->
          registry.counters.trustKeeping.warnExpiring(
              tx, event -> registry.audit.record(tx, Actor.REGISTRY, event)));
      registry.db.write(registry.notices.deliveries()::sweep);
      registry.db.write(registry.people.tokens()::sweep);
      registry.completing.some();
      registry.tarballs.sweep();
      registry.blobs.sweep(world.clock().instant().minus(ARRIVAL_MAX));
      checkOwnership();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Housekeeping failed and will be tried again", e);
    }
  }
}
