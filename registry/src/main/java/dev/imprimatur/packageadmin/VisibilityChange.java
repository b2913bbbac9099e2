package dev.imprimatur.packageadmin;

import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;

/** The opening of a package to everybody, and the closing. */
public final class VisibilityChange {
  private final Changes changes;
  private final Packages packages;

  public VisibilityChange(Changes changes, Packages packages) {
    this.changes = changes;
    this.packages = packages;
  }

  void set(PackageName name, Visibility visibility, Caller caller) {
    changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          var tx = change.tx();
          packages.setVisibility(tx, name, visibility);
          change.happened(new PackageEvent.VisibilityChanged(name, visibility.stored()));
          return name;
        });
  }
}
