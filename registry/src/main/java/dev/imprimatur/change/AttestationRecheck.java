package dev.imprimatur.change;

import dev.imprimatur.audit.PackageEvent.AttestationFailed;
import dev.imprimatur.audit.PackageEvent.AttestationRestored;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.json.Json;
import dev.imprimatur.packages.FailedAttestation;
import dev.imprimatur.packages.FailedAttestation.Attestation;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.VerifiedProvenance;
import dev.imprimatur.provenancepolicy.RootFolder;
import dev.imprimatur.signatures.Attestations;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.sigstore.KnownKeys;
import dev.imprimatur.sigstore.Verification.Refused;
import java.util.List;
import java.util.function.Consumer;

/**
 * The repeated verification of bundles that were accepted once, and of our own attestations: roots
 * change, and what one vouched for may no longer verify. Failures are reported and change nothing;
 * whoever has installed the version must be able to look at it.
 */
public final class AttestationRecheck {
  private static final int AT_ONCE = 50;

  private final Database db;
  private final RootFolder roots;
  private final Packages packages;
  private final Signatures signatures;
  private final Changes changes;

  public AttestationRecheck(
      Database db, RootFolder roots, Packages packages, Signatures signatures, Changes changes) {
    this.db = db;
    this.roots = roots;
    this.packages = packages;
    this.signatures = signatures;
    this.changes = changes;
  }

  /**
   * An attestation that does not hold any more.
   *
   * @param reason the check that it fails, for programs
   */
  public record Doubt(FailedAttestation about, String reason, String why) {
    public String told() {
      return "%s@%s  %s  (%s) %s"
          .formatted(about.name(), about.version(), about.attestation().title(), reason, why);
    }
  }

  /** The number of all bundles, and of those that hold. */
  public record Outcome(long checked, long holding) {
    private Outcome and(Outcome more) {
      return new Outcome(checked + more.checked, holding + more.holding);
    }
  }

  /** A bundle as it is stored. */
  private record Stored(FailedAttestation about, String bundle) {}

  /**
   * Verifies all bundles. Each change of whether one holds is an event.
   *
   * @param by the caller, in whose name changes are recorded
   */
  public Outcome check(Caller by, Consumer<Doubt> doubts) {
    return check(Attestation.PROVENANCE, by, doubts).and(check(Attestation.PUBLISH, by, doubts));
  }

  private Outcome check(Attestation what, Caller by, Consumer<Doubt> doubts) {
    var keys = keys(what);
    var known = db.read(tx -> packages.doubts().all(tx, what));
    long checked = 0;
    long holding = 0;
    var some = db.read(tx -> first(tx, what));
    while (true) {
      for (var each : some) {
        var objection = roots.current().objection(each.bundle(), keys);
        objection
            .map(refused -> new Doubt(each.about(), refused.reason().code(), refused.why()))
            .ifPresent(doubts);
        checked++;
        holding += objection.isEmpty() ? 1 : 0;
        if (objection.isPresent() != known.contains(each.about())) {
          objection.ifPresentOrElse(
              refused -> doubt(each.about(), refused, by), () -> markValid(each.about(), by));
        }
      }
      if (some.size() < AT_ONCE) {
        return new Outcome(checked, holding);
      }
      var last = some.getLast();
      some = db.read(tx -> after(tx, last));
    }
  }

  /** Returns the keys that count; no registry's own keys vouch for how something was built. */
  private KnownKeys keys(Attestation what) {
    return switch (what) {
      case PROVENANCE -> KnownKeys.NONE;
      case PUBLISH -> KnownKeys.read(Json.text(db.read(signatures.keys()::listed)));
    };
  }

  private List<Stored> first(Tx tx, Attestation what) {
    return switch (what) {
      case PROVENANCE -> proven(packages.firstProven(tx, AT_ONCE));
      case PUBLISH -> attested(signatures.attestations().firstShown(tx, AT_ONCE));
    };
  }

  private List<Stored> after(Tx tx, Stored last) {
    var name = last.about().name();
    var version = last.about().version();
    return switch (last.about().attestation()) {
      case PROVENANCE -> {
        var from = new VerifiedProvenance.OfVersion(name, version, last.bundle());
        yield proven(packages.provenAfter(tx, from, AT_ONCE));
      }
      case PUBLISH -> {
        var from = new Attestations.Shown(name, version, last.bundle());
        yield attested(signatures.attestations().shownAfter(tx, from, AT_ONCE));
      }
    };
  }

  private static List<Stored> proven(List<VerifiedProvenance.OfVersion> versions) {
    return versions.stream()
        .map(each ->
            new Stored(
                new FailedAttestation(each.name(), each.version(), Attestation.PROVENANCE),
                each.bundle()))
        .toList();
  }

  private static List<Stored> attested(List<Attestations.Shown> versions) {
    return versions.stream()
        .map(each ->
            new Stored(
                new FailedAttestation(each.name(), each.version(), Attestation.PUBLISH),
                each.bundle()))
        .toList();
  }

  /** Records a failure, unless another server has recorded it first. */
  private void doubt(FailedAttestation about, Refused objection, Caller by) {
    changes.make(
        by,
        new Action.Maintain(),
        change -> {
          // The version must not be removed between the look at it and the doubt about it.
          Packages.takeTurns(change.tx(), about.name());
          boolean news = packages.doubts().add(change.tx(), about);
          if (news) {
            change.happened(
                new AttestationFailed(
                    about.name(),
                    about.version(),
                    about.attestation().code(),
                    objection.reason().code()));
          }
          return news;
        });
  }

  private void markValid(FailedAttestation about, Caller by) {
    changes.make(
        by,
        new Action.Maintain(),
        change -> {
          boolean news = packages.doubts().remove(change.tx(), about);
          if (news) {
            change.happened(
                new AttestationRestored(about.name(), about.version(), about.attestation().code()));
          }
          return news;
        });
  }
}
