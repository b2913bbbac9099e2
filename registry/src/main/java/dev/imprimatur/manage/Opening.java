package dev.imprimatur.manage;

import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;

/** Opens a package to everybody, or closes it again. */
public final class Opening {
  private final Change change;
  private final Packages packages;

  public Opening(Change change, Packages packages) {
    this.change = change;
    this.packages = packages;
  }

  void set(PackageName name, Visibility visibility, Caller caller) {
    change.make(
        name,
        caller,
        Demand.Decide.about(name),
        (tx, happened) -> {
          packages.setVisibility(tx, name, visibility);
          happened.accept(new PackageEvent.VisibilityChanged(name, visibility.stored()));
          return name;
        });
  }
}
