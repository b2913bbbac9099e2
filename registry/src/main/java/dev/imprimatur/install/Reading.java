package dev.imprimatur.install;

import dev.imprimatur.blobs.Blob;
import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.blobs.Digest;
import dev.imprimatur.db.Database;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Packument;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.shelf.ReadyPackument;
import dev.imprimatur.shelf.Shelf;
import java.util.Optional;
import java.util.SequencedMap;

/** Finds what clients read of a package. */
public final class Reading {
  private final Database db;
  private final Packages packages;
  private final Shelf shelf;
  private final Blobs blobs;

  public Reading(Database db, Packages packages, Shelf shelf, Blobs blobs) {
    this.db = db;
    this.packages = packages;
    this.shelf = shelf;
    this.blobs = blobs;
  }

  /** A tarball, and who may read the package that it is of. */
  record Tarball(Blob blob, Visibility visibility) {}

  ReadyPackument packument(PackageName name, String registry) {
    return shelf.get(name, registry);
  }

  /** The manifest of one version, named by its number or by a dist-tag. */
  JsonObject version(PackageName name, String wanted, String registry) {
    var packument =
        db.read(tx -> shelf.packument(tx, name))
            .orElseThrow(() -> new Problem.PackageNotFound(name.value()).asException());
    return tag(wanted)
        .flatMap(tag -> Optional.ofNullable(packument.distTags().get(tag)))
        .or(() -> exactly(packument, wanted))
        .flatMap(version -> packument.version(version, registry))
        .orElseThrow(() -> new Problem.VersionNotFound(name.value(), wanted).asException());
  }

  /** The tarball whose address ends with this file name. */
  Tarball tarball(PackageName name, String file, String registry) {
    var ready = shelf.get(name, registry);
    var digest =
        Optional.ofNullable(ready.tarballs().get(file))
            .map(Integrity::hex)
            .map(Digest::new)
            .orElseThrow(() -> new Problem.VersionNotFound(name.value(), file).asException());
    return blobs
        .find(digest)
        .map(blob -> new Tarball(blob, ready.visibility()))
        .orElseThrow(() -> new IllegalStateException("The blob of a version is missing"));
  }

  boolean isPublic(PackageName name) {
    return db.read(tx -> packages.require(tx, name)).isPublic();
  }

  SequencedMap<DistTag, Version> distTags(PackageName name) {
    return db.read(tx -> {
      packages.require(tx, name);
      return packages.distTags(tx, name);
    });
  }

  private static Optional<Version> exactly(Packument packument, String wanted) {
    return packument.releases().keySet().stream()
        .filter(version -> version.value().equals(wanted))
        .findFirst();
  }

  /** A text that can be no tag is one that no package has. */
  private static Optional<DistTag> tag(String text) {
    try {
      return Optional.of(new DistTag(text));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
