package dev.imprimatur.unpublish;

import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.audit.RemovalEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishedVersion;
import dev.imprimatur.packages.Removals;
import dev.imprimatur.signatures.Signatures;
import java.util.Optional;

/**
 * The step by which a version is gone: its facts, its signatures and its dist-tags, and a tombstone
 * in their stead. Its bytes are collected later, once no version consists of them.
 */
final class VersionRemoval {
  private final Packages packages;
  private final Signatures signatures;

  VersionRemoval(Packages packages, Signatures signatures) {
    this.packages = packages;
    this.signatures = signatures;
  }

  /** Removes one of several versions, or the last one, and tells of each. */
  void tell(Change change, PackageName name, PublishedVersion removed, Optional<String> why) {
    var release = removed.release();
    var tags = remove(change, name, removed, why);
    change.happened(
        new RemovalEvent.VersionRemoved(
            name, release.version(), release.integrity(), release.publishedAt(), why));
    tags.lost().forEach(tag -> change.happened(new PackageEvent.DistTagRemoved(name, tag)));
    tags.latest()
        .ifPresent(
            latest -> change.happened(new PackageEvent.DistTagSet(name, DistTag.LATEST, latest)));
  }

  /** Removes a version without a word, for whoever removes all of them and tells of that. */
  Removals.Tags remove(
      Change change, PackageName name, PublishedVersion removed, Optional<String> why) {
    var tx = change.tx();
    signatures.forget(tx, name, removed.release().version());
    return packages.removals().remove(tx, name, removed, new Removals.Cause(change.by(), why));
  }
}
