package dev.imprimatur.packageadmin;

import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.change.VersionRelease;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.HeldSummary;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import java.util.List;

/** The review of held versions, which releases or discards them. */
public final class HeldReview {
  private final Database db;
  private final Changes changes;
  private final Packages packages;
  private final VersionRelease versionRelease;

  public HeldReview(
      Database db, Changes changes, Packages packages, VersionRelease versionRelease) {
    this.db = db;
    this.changes = changes;
    this.packages = packages;
    this.versionRelease = versionRelease;
  }

  public List<HeldSummary> of(PackageName name) {
    return db.read(tx -> packages.held(tx, name));
  }

  /** Makes a held version one that can be installed, with the tag that it came with. */
  public HeldSummary release(PackageName name, String id, Caller caller) {
    return changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          var held = take(change.tx(), name, id);
          var version = held.version().version();
          if (!versionRelease.show(change.tx(), name, held.version(), held.tag())) {
            throw new PackageProblem.VersionExists(name.value(), version.value()).asException();
          }
          change.happened(new PackageEvent.HeldVersionReleased(name, version, held.id()));
          return HeldSummary.of(held);
        });
  }

  /** Drops a held version, which may then be published as if it had never been there. */
  public HeldSummary discard(PackageName name, String id, Caller caller) {
    return changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          var held = take(change.tx(), name, id);
          change.happened(
              new PackageEvent.HeldVersionDiscarded(name, held.version().version(), held.id()));
          return HeldSummary.of(held);
        });
  }

  /** Takes a held version; of two who decide at the same time only one does. */
  private HeldVersion take(Tx tx, PackageName name, String id) {
    var held = packages.requireHeld(tx, id);
    if (!held.name().equals(name) || !packages.endHold(tx, held)) {
      throw new PackageProblem.HeldVersionNotFound(id).asException();
    }
    return held;
  }
}
