package dev.imprimatur.manage;

import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.change.Showing;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import java.util.List;

/** Lets versions go that were held, or drops them. */
public final class Holding {
  private final Database db;
  private final Changes changes;
  private final Packages packages;
  private final Showing showing;

  public Holding(Database db, Changes changes, Packages packages, Showing showing) {
    this.db = db;
    this.changes = changes;
    this.packages = packages;
    this.showing = showing;
  }

  public List<HeldVersion> of(PackageName name) {
    return db.read(tx -> packages.held(tx, name));
  }

  /** Makes a held version one that can be installed, with the tag that it came with. */
  public HeldVersion release(PackageName name, String id, Caller caller) {
    return changes.make(
        name,
        caller,
        Demand.Decide.about(name),
        change -> {
          var held = take(change.tx(), name, id);
          var version = held.version().version();
          if (!showing.show(change.tx(), name, held.version(), held.tag())) {
            throw new PackageProblem.VersionExists(name.value(), version.value()).asException();
          }
          change.happened(new PackageEvent.HeldVersionReleased(name, version, held.id()));
          return held;
        });
  }

  /** Drops a held version, which may then be published as if it had never been there. */
  public HeldVersion discard(PackageName name, String id, Caller caller) {
    return changes.make(
        name,
        caller,
        Demand.Decide.about(name),
        change -> {
          var held = take(change.tx(), name, id);
          change.happened(
              new PackageEvent.HeldVersionDiscarded(name, held.version().version(), held.id()));
          return held;
        });
  }

  /** Of two who decide at the same time one decides. */
  private HeldVersion take(Tx tx, PackageName name, String id) {
    var held = packages.requireHeld(tx, id);
    if (!held.name().equals(name) || !packages.unhold(tx, held)) {
      throw new PackageProblem.HeldVersionNotFound(id).asException();
    }
    return held;
  }
}
