package dev.imprimatur.packageadmin;

import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;

/** The moving and removing of a package's dist-tags. */
public final class DistTags {
  private final Changes changes;
  private final Gate gate;
  private final Packages packages;

  public DistTags(Changes changes, Gate gate, Packages packages) {
    this.changes = changes;
    this.gate = gate;
    this.packages = packages;
  }

  void move(PackageName name, DistTag tag, Version version, Caller caller) {
    changes.make(
        name,
        caller,
        new Action.Tag(name),
        change -> {
          var tx = change.tx();
          gate.require(caller, tag);
          packages.require(tx, name);
          packages.moveTag(tx, name, tag, version);
          change.happened(new PackageEvent.DistTagSet(name, tag, version));
          return name;
        });
  }

  void remove(PackageName name, DistTag tag, Caller caller) {
    changes.make(
        name,
        caller,
        new Action.Tag(name),
        change -> {
          var tx = change.tx();
          gate.require(caller, tag);
          packages.require(tx, name);
          packages.removeTag(tx, name, tag);
          change.happened(new PackageEvent.DistTagRemoved(name, tag));
          return name;
        });
  }
}
