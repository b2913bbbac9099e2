package dev.imprimatur.manage;

import dev.imprimatur.audit.Event;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;

/** Moves and removes the dist-tags of a package. */
public final class Tagging {
  private final Change change;
  private final Packages packages;

  public Tagging(Change change, Packages packages) {
    this.change = change;
    this.packages = packages;
  }

  void move(PackageName name, DistTag tag, Version version, Caller caller) {
    change.make(
        name,
        caller,
        new Demand.Publish(name),
        (tx, happened) -> {
          packages.require(tx, name);
          packages.moveTag(tx, name, tag, version);
          happened.accept(new Event.DistTagMoved(name, tag, version));
        });
  }

  void remove(PackageName name, DistTag tag, Caller caller) {
    change.make(
        name,
        caller,
        new Demand.Publish(name),
        (tx, happened) -> {
          packages.require(tx, name);
          packages.removeTag(tx, name, tag);
          happened.accept(new Event.DistTagRemoved(name, tag));
        });
  }
}
