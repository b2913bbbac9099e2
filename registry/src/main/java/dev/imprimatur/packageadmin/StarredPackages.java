package dev.imprimatur.packageadmin;

import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.KnownPackage;
import dev.imprimatur.packages.Packages;
import java.util.List;
import java.util.Optional;

/**
 * The packages that people have starred. Nobody sees a star on a package that they may not read,
 * and a user without stars is like one who does not exist. It is no event: a star changes nothing.
 */
public final class StarredPackages {
  private final Database db;
  private final Changes changes;
  private final Gate gate;
  private final Packages packages;

  public StarredPackages(Database db, Changes changes, Gate gate, Packages packages) {
    this.db = db;
    this.changes = changes;
    this.gate = gate;
    this.packages = packages;
  }

  void set(PackageName name, boolean starred, Caller caller) {
    changes.make(
        caller,
        new Action.Star(name),
        change -> {
          if (change.caller() instanceof Caller.Person person) {
            packages.stars().set(change.tx(), person.user().name().value(), name, starred);
          }
          return name;
        });
  }

  List<PackageName> of(String user, Caller caller) {
    return db.read(tx -> {
      var readable = gate.readable(tx, caller);
      return packages.stars().of(tx, user).stream()
          .filter(name -> mayRead(tx, name, readable))
          .toList();
    });
  }

  private boolean mayRead(Tx tx, PackageName name, Optional<List<PackageName>> readable) {
    var visibility = packages.find(tx, name).map(KnownPackage::visibility);
    return visibility.isPresent()
        && (visibility.filter(Gate::anyoneMayRead).isPresent()
            || readable.isEmpty()
            || readable.get().contains(name));
  }
}
