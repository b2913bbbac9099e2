package dev.imprimatur.wiring;

import dev.imprimatur.audit.ForgottenStrangers;
import dev.imprimatur.audit.Invariants;
import dev.imprimatur.db.Tx;
import dev.imprimatur.problem.ProblemException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The work that is done every minute, whether anybody asks or not. */
final class Housekeeping implements Runnable {
  private static final Logger LOG = System.getLogger(Housekeeping.class.getName());
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final Duration CHECK_PAUSE = Duration.ofHours(1);

  private static final int STRANGERS_STEPS = 16;

  /** The age at which a tarball that is still arriving was interrupted by a crash. */
  private static final Duration ARRIVAL_MAX = Duration.ofHours(24);

  private final Registry registry;
  private final Environment world;
  private final SteadyClock steady;
  private final Invariants invariants = new Invariants();
  private final ForgottenStrangers strangers = new ForgottenStrangers();

  /** The breaches that were told; only the housekeeping thread uses it. */
  private final Set<String> told = new HashSet<>();

  private Instant nextCheck = Instant.MIN;

  Housekeeping(Registry registry, Environment world) {
    this.registry = registry;
    this.world = world;
    this.steady = new SteadyClock(world.clock(), world.nanoTime());
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

  /** Signs at once, and not little by little, what an older registry has shown. */
  private void complete() {
    try {
      registry.signatureBackfill.all();
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Not all versions are signed yet; this goes on by and by", e);
    }
  }

  /** Verifies attestations again after a change of the roots, as they may vouch for less. */
  private void recheck() {
    var outcome =
        registry.attestationRecheck.check(
            registry.maintenance.caller(),
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

  /** Checks ownership now and then, over all packages and publishers; tells once of each breach. */
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

  /**
   * Does everything once; a failure, such as a database that is away, does not stop the other
   * steps.
   */
  void once() {
    step("renew keys", registry.issuers::renewKeys);
    step("look at roots", this::refreshRoots);
    step("sign what lacks a signature", registry.signatureBackfill::some);
    step("write down last uses", () -> sweep(registry.people.tokens()::writeUses));
    step("give back memory", registry.tarballs::sweep);
    step("take back what unlinked accounts gave", registry.useCases.signOn::takeBackAll);
    step("look whose everything is", this::checkOwnership);
    // All steps below delete what is over, and cannot be undone.
    if (steady.isSteady()) {
      var keeping = registry.useCases.trustedPublishers;
      step("forget spent tokens", () -> sweep(registry.trust.redeemedTokens()::sweep));
      step("forget releases", () -> sweep(registry.trust.releases()::sweep));
      step("end what waited too long", () -> keeping.removeExpired(registry.maintenance.caller()));
      step("warn of what waits long", () -> keeping.warnExpiring(registry.maintenance.caller()));
      step("end what was staged for too long", registry.useCases.staging.expiry::some);
      step(
          "warn of tokens that expire",
          () -> registry.useCases.tokenAdmin.warnExpiring(registry.maintenance));
      step("forget notices", () -> sweep(registry.notices.deliveries()::sweep));
      step("forget tokens", () -> sweep(registry.people.tokens()::sweep));
      step("end idle sessions", () -> sweep(registry.people.tokens()::endIdle));
      step("forget links", () -> sweep(registry.people.links()::sweep));
      step("forget invitations", () -> sweep(registry.people.invitations()::sweep));
      step(
          "forget sessions of providers",
          () -> sweep(tx -> registry.identities.sweep(tx, world.clock().instant())));
      step("forget challenges", () -> sweep(registry.challenges::sweep));
      step("forget second factors shown", () -> sweep(registry.secondFactors::sweep));
      step("forget strangers", this::forgetStrangers);
      step("forget spent seals", () -> sweep(registry.seals::sweep));
      step("forget issuers", this::removeIssuers);
      step("collect blobs", registry.collector::some);
      step("remove arrivals", this::removeArrivals);
    }
  }

  private void refreshRoots() {
    if (registry.roots.refresh()) {
      recheck();
    }
  }

  private void sweep(ToIntFunction<Tx> ledger) {
    registry.maintenance.make(change -> ledger.applyAsInt(change.tx()));
  }

  /** Forgets some of what strangers caused; what is left of it waits for the next minute. */
  private void forgetStrangers() {
    boolean more = true;
    for (int i = 0; more && i < STRANGERS_STEPS; i++) {
      more =
          registry.maintenance.make(change -> {
            var forgotten = strangers.some(change.tx());
            forgotten.ifPresent(change::happened);
            return forgotten.isPresent();
          });
    }
  }

  private void removeIssuers() {
    var followed = registry.issuers.followed();
    for (var url : registry.db.read(followed::all)) {
      registry.maintenance.make(change -> {
        var tx = change.tx();
        followed.removeUnless(
            tx, url, () -> !registry.trust.publishers().ofIssuer(tx, url).isEmpty());
        return url;
      });
    }
    registry.issuers.invalidate();
  }

  private void removeArrivals() {
    registry.blobs.sweep(world.clock().instant().minus(ARRIVAL_MAX));
  }

  /** Runs a step, and logs any failure but an outage, which is logged where it is seen. */
  private static void step(String what, Runnable step) {
    try {
      step.run();
    } catch (ProblemException e) {
      LOG.log(Level.WARNING, "Housekeeping could not {0}: {1}", what, e.getMessage());
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "Housekeeping failed to " + what + " and will try again", e);
    }
  }
}
