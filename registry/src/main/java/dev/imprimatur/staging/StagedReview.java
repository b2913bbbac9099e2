package dev.imprimatur.staging;

import dev.imprimatur.blobs.Blob;
import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.blobs.Digest;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.function.Predicate;

/**
 * The review of staged versions, which those who may publish them can see, and approve or reject.
 * The content staged under an id never changes, so whoever approves an id approves the bytes that
 * they have seen.
 */
public final class StagedReview {
  private final Database db;
  private final Packages packages;
  private final Blobs blobs;
  private final Gate gate;
  private final Changes changes;
  private final StagedDecisions decisions;

  public StagedReview(
      Database db,
      Packages packages,
      Blobs blobs,
      Gate gate,
      Changes changes,
      StagedDecisions decisions) {
    this.db = db;
    this.packages = packages;
    this.blobs = blobs;
    this.gate = gate;
    this.changes = changes;
    this.decisions = decisions;
  }

  /**
   * A staged version.
   *
   * @param visibility those who will be able to read it
   */
  record Item(HeldVersion staged, Visibility visibility) {}

  /**
   * A part of the staged versions.
   *
   * @param total the number of all
   */
  record Page(List<Item> items, int total) {}

  /** Lists what the caller may see of all packages, the newest first. */
  Page list(Window window, Caller caller) {
    return list(_ -> true, window, caller);
  }

  /** Lists what the caller may see of a package, the newest first. */
  Page list(PackageName name, Window window, Caller caller) {
    return list(name::equals, window, caller);
  }

  private Page list(Predicate<PackageName> meant, Window window, Caller caller) {
    return db.read(tx -> {
      var seen = new HashMap<PackageName, Boolean>();
      var reviewable =
          packages.stagedVersions().all(tx).stream()
              .filter(each -> meant.test(each.name()))
              .filter(each ->
                  seen.computeIfAbsent(each.name(), name -> gate.mayReview(tx, name, caller)))
              .toList();
      var items =
          reviewable.stream()
              .skip(window.skipped())
              .limit(window.itemsMax())
              .flatMap(each -> packages.staged(tx, each.id()).stream())
              .map(staged -> item(tx, staged))
              .toList();
      return new Page(items, reviewable.size());
    });
  }

  /** The requested part of a list. */
  record Window(long skipped, int itemsMax) {}

  /** Finds one that the caller may see. */
  Item of(String id, Caller caller) {
    return db.read(tx -> item(tx, require(tx, id, caller)));
  }

  Blob tarball(String id, Caller caller) {
    var contents = of(id, caller).staged().version().contents();
    return blobs.kept(new Digest(contents.integrity().hex()), contents.bytes());
  }

  /** Makes it a version that can be installed, with the tag that it was staged with. */
  void approve(String id, Caller caller) {
    var name = of(id, caller).staged().name();
    changes.make(
        name,
        caller,
        new Action.ReviewStaged(name),
        change -> {
          var staged = require(change.tx(), id, caller);
          decisions.approve(change, staged);
          return staged;
        });
  }

  /** Does the same for somebody who says which bytes they have seen. */
  void approve(String id, Integrity seen, Caller caller) {
    if (!of(id, caller).staged().version().contents().integrity().equals(seen)) {
      throw new PackageProblem.OtherBytesStaged(id, seen.value()).asException();
    }
    // What is staged under an id is the same for ever.
    approve(id, caller);
  }

  /** Drops it; its version is free again. */
  void reject(String id, Caller caller) {
    var name = of(id, caller).staged().name();
    changes.make(
        caller,
        new Action.ReviewStaged(name),
        change -> {
          var staged = require(change.tx(), id, caller);
          decisions.reject(change, staged);
          return staged;
        });
  }

  /** Finds a version; what the caller may not see does not exist for them. */
  HeldVersion require(Tx tx, String id, Caller caller) {
    return packages
        .staged(tx, id)
        .filter(staged -> gate.mayReview(tx, staged.name(), caller))
        .orElseThrow(() -> notFound(id));
  }

  Item item(Tx tx, HeldVersion staged) {
    return new Item(staged, packages.visibility(tx, staged.name()));
  }

  private static ProblemException notFound(String id) {
    return new PackageProblem.StagedVersionNotFound(id).asException();
  }
}
