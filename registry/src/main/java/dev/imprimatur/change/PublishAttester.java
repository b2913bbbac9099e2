package dev.imprimatur.change;

import dev.imprimatur.bundle.Reason;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.provenancepolicy.RootFolder;
import dev.imprimatur.provenancepolicy.Roots;
import dev.imprimatur.signatures.Attestable;
import dev.imprimatur.signatures.Attestations;
import dev.imprimatur.signatures.OwnKey;
import dev.imprimatur.sigstore.KnownKeys;
import dev.imprimatur.sigstore.Verification;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Verified;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * The attester of published versions, with entries in the log. An attestation is shown only if it
 * holds by one of our own trusted roots: in npm, one that does not makes a healthy package look
 * tampered with. Any number of servers may do so for one database.
 */
public final class PublishAttester {
  private static final Logger LOG = System.getLogger(PublishAttester.class.getName());
  private static final int AT_ONCE = 20;
  private static final int FAILURES_MAX = 3;

  /**
   * The most that the log's clock may be ahead, as a key stays in force until after all that it
   * signed.
   */
  private static final Duration AHEAD_MAX = Duration.ofMinutes(10);

  private final Database db;
  private final Packages packages;
  private final Attestations attestations;
  private final RootFolder roots;
  private final Maintenance maintenance;
  private final InstantSource clock;

  /** The roots when an entry was refused, none of which knows the log. */
  private volatile Optional<Roots> strangers = Optional.empty();

  public PublishAttester(
      Database db,
      Packages packages,
      Attestations attestations,
      RootFolder roots,
      Maintenance maintenance,
      InstantSource clock) {
    this.db = db;
    this.packages = packages;
    this.attestations = attestations;
    this.roots = roots;
    this.maintenance = maintenance;
    this.clock = clock;
  }

  /**
   * Attests some of the versions that wait; returns false if the log fails, so that it should be
   * left alone for a while. A log that no root knows is not asked again before the roots change, as
   * it would get a useless entry each time.
   */
  public boolean some() {
    if (isLogUnknown()) {
      return true;
    }
    var wanted = db.read(tx -> attestations.wanted(tx, AT_ONCE));
    int failures = 0;
    for (var each : wanted) {
      var key = db.read(attestations::key);
      if (key.isEmpty() || !one(each, key.get())) {
        failures++;
      }
      if (failures == FAILURES_MAX || isLogUnknown()) {
        break;
      }
    }
    return failures == 0;
  }

  private boolean isLogUnknown() {
    return strangers.filter(roots.current()::equals).isPresent();
  }

  private boolean one(Attestable each, OwnKey key) {
    if (!mayBeKnown(each)) {
      maintenance.make(change -> attestations.drop(change.tx(), each));
      return true;
    }
    try {
      var logged = attestations.log(each, key);
      var at = requireGood(logged);
      maintenance.make(each.name(), change -> show(change.tx(), each, logged, at));
      return true;
    } catch (IOException e) {
      LOG.log(
          Level.WARNING,
          "package={0} version={1}: the transparency log has not attested it, and will be asked"
              + " again: {2}",
          each.name(),
          each.version(),
          e.getMessage());
      maintenance.make(change -> attestations.failed(change.tx(), each));
      return false;
    }
  }

  /** Returns whether the package is still public, as everybody can read the log. */
  private boolean mayBeKnown(Attestable each) {
    return db.read(tx -> packages.find(tx, each.name()))
        .filter(found -> Gate.anyoneMayRead(found.visibility()))
        .isPresent();
  }

  /** Requires that it verifies, and returns when it was logged. */
  private Instant requireGood(Attestations.Logged logged) throws IOException {
    var current = roots.current();
    return switch (current.verification(logged.bundle(), KnownKeys.read(logged.listed()))) {
      case Verified(_, Verification.Signer.Keyed _, var at, _, _)
          when !at.isAfter(clock.instant().plus(AHEAD_MAX)) ->
          at;
      case Verified _ -> throw new IOException("its clock is ahead");
      case Refused(var reason, _) when reason == Reason.LOG -> {
        strangers = Optional.of(current);
        throw new IOException("no trusted root knows it, so not before they change");
      }
      case Refused(var reason, var why) ->
          throw new IOException(
              "by no trusted root its entry holds: %s (%s)".formatted(why, reason.code()));
    };
  }

  private boolean show(Tx tx, Attestable each, Attestations.Logged logged, Instant at) {
    Packages.takeTurns(tx, each.name());
    boolean shown = attestations.keep(tx, each, logged, at);
    if (shown) {
      packages.bumpRevision(tx, each.name());
    }
    return shown;
  }
}
