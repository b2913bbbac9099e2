package dev.imprimatur.install;

import dev.imprimatur.db.Database;
import dev.imprimatur.http.Reply;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Packument;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Attested;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.shelf.ReadyPackument;
import dev.imprimatur.shelf.Shelf;
import dev.imprimatur.signatures.Attestations;
import dev.imprimatur.signatures.Signatures;
import java.util.Optional;
import java.util.SequencedMap;

/** Finds what clients read of a package. */
public final class Reading {
  private final Database db;
  private final Packages packages;
  private final Signatures signatures;
  private final Shelf shelf;
  private final TarballReply tarballs;

  /** Where it is written down. */
  public record Ledgers(Database db, Packages packages, Signatures signatures) {}

  public Reading(Ledgers ledgers, Shelf shelf, TarballReply tarballs) {
    this.db = ledgers.db();
    this.packages = ledgers.packages();
    this.signatures = ledgers.signatures();
    this.shelf = shelf;
    this.tarballs = tarballs;
  }

  ReadyPackument packument(PackageName name, String registry) {
    return shelf.get(name, registry);
  }

  /** The manifest of one version, named by its number or by a dist-tag. */
  JsonObject version(PackageName name, String wanted, String registry) {
    var packument =
        db.read(tx -> shelf.packument(tx, name))
            .orElseThrow(() -> new PackageProblem.PackageNotFound(name.value()).asException());
    return tag(wanted)
        .flatMap(tag -> Optional.ofNullable(packument.distTags().get(tag)))
        .or(() -> exactly(packument, wanted))
        .flatMap(version -> packument.version(version, registry))
        .orElseThrow(() -> new PackageProblem.VersionNotFound(name.value(), wanted).asException());
  }

  /** The tarball whose address ends with this file name. */
  Reply tarball(PackageName name, String file, String registry) {
    return tarballs
        .of(shelf.get(name, registry), file)
        .orElseThrow(() -> new PackageProblem.VersionNotFound(name.value(), file).asException());
  }

  /**
   * What is attested of a version, and who may read it.
   *
   * @param built what proves how it was built
   * @param published what we say of it ourselves
   * @param isWhole whether nothing more will come
   */
  record Attestation(
      Optional<Attested> built,
      Optional<String> published,
      boolean isWhole,
      Visibility visibility) {}

  Attestation attestation(PackageName name, Version version) {
    return db.read(tx -> {
      var found = packages.require(tx, name);
      var built = packages.provenance(tx, name, version);
      var own = signatures.attestations().find(tx, name, version);
      var published = own.flatMap(Attestations.Known::bundle);
      if (built.isEmpty() && published.isEmpty()) {
        throw new PackageProblem.ProvenanceNotFound(name.value(), version.value()).asException();
      }
      boolean isWhole = own.isEmpty() || published.isPresent();
      return new Attestation(built, published, isWhole, found.visibility());
    });
  }

  /** What this registry saw of the job that published a version, and who may read it. */
  record Testimony(String envelope, Visibility visibility) {}

  Testimony witness(PackageName name, Version version) {
    return db.read(tx -> {
      var found = packages.require(tx, name);
      return signatures
          .witness(tx, name, version)
          .map(envelope -> new Testimony(envelope, found.visibility()))
          .orElseThrow(() ->
              new PackageProblem.WitnessNotFound(name.value(), version.value()).asException());
    });
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
