package dev.imprimatur.manage;

import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Change;
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
import java.util.function.Consumer;

/** Lets versions go that were held, or drops them. */
public final class Holding {
  private final Database db;
  private final Change change;
  private final Packages packages;
  private final Showing showing;

  public Holding(Database db, Change change, Packages packages, Showing showing) {
    this.db = db;
    this.change = change;
    this.packages = packages;
    this.showing = showing;
  }

  public List<HeldVersion> of(PackageName name) {
    return db.read(tx -> packages.held(tx, name));
  }

  HeldVersion release(PackageName name, String id, Caller caller) {
    return change.make(
        name, caller, Demand.Decide.about(name), (tx, happened) -> release(tx, name, id, happened));
  }

  /** Makes a held version one that can be installed, with the tag that it came with. */
  public HeldVersion release(Tx tx, PackageName name, String id, Consumer<Event> happened) {
    var held = take(tx, name, id);
    var version = held.version().version();
    if (!showing.show(tx, name, held.version(), held.tag())) {
      throw new PackageProblem.VersionExists(name.value(), version.value()).asException();
    }
    happened.accept(new PackageEvent.HeldVersionReleased(name, version, held.id()));
    return held;
  }

  HeldVersion discard(PackageName name, String id, Caller caller) {
    return change.make(
        name, caller, Demand.Decide.about(name), (tx, happened) -> discard(tx, name, id, happened));
  }

  /** Drops a held version, which may then be published as if it had never been there. */
  public HeldVersion discard(Tx tx, PackageName name, String id, Consumer<Event> happened) {
    var held = take(tx, name, id);
    happened.accept(
        new PackageEvent.HeldVersionDiscarded(name, held.version().version(), held.id()));
    return held;
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
