package dev.imprimatur.install;

import dev.imprimatur.cache.EncodedPackument;
import dev.imprimatur.cache.PackumentCache;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.http.Reply;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.VerifiedProvenance;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.NameProblem;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.signatures.Attestations;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.util.Optional;
import java.util.SequencedMap;

/** The reading of all that clients ask for of a package. */
public final class PackageReads {
  private final Database db;
  private final Packages packages;
  private final Signatures signatures;
  private final PackumentCache packumentCache;
  private final TarballReply tarballs;
  private final WorkerPool workers;

  public PackageReads(
      Database db,
      Packages packages,
      Signatures signatures,
      PackumentCache packumentCache,
      TarballReply tarballs,
      WorkerPool workers) {
    this.db = db;
    this.packages = packages;
    this.signatures = signatures;
    this.packumentCache = packumentCache;
    this.tarballs = tarballs;
    this.workers = workers;
  }

  EncodedPackument packument(PackageName name, String registry) {
    return packumentCache.get(name, registry);
  }

  /** Returns the manifest of one version, named by its number or by a dist-tag. */
  JsonObject version(PackageName name, String wanted, String registry) {
    return workers.run(
        Work.MANIFEST,
        () ->
            db.read(tx -> {
              packages.require(tx, name);
              return tag(wanted)
                  .flatMap(tag -> Optional.ofNullable(packages.distTags(tx, name).get(tag)))
                  .or(() -> exactly(wanted))
                  .flatMap(version -> packumentCache.version(tx, name, version, registry))
                  .orElseThrow(() -> absent(tx, name, exactly(wanted), wanted));
            }));
  }

  /**
   * Returns the tarball whose address ends with this file name. It caches the packument, so that
   * the next ones are answered at once; but where that would take long to make, one tarball is
   * looked up alone.
   */
  Reply tarball(PackageName name, String file, String registry) {
    var found =
        packumentCache.holds(name, registry) || db.read(tx -> packages.isSmall(tx, name))
            ? tarballs.of(packumentCache.get(name, registry), file)
            : alone(name, file);
    return found.orElseThrow(() ->
        db.read(tx -> {
          var version = name.versionOf(file).flatMap(PackageReads::exactly);
          return absent(tx, name, version, file);
        }));
  }

  /** Says that a version is not there, or not any more. */
  private ProblemException absent(
      Tx tx, PackageName name, Optional<Version> version, String wanted) {
    return version
        .flatMap(each -> packages.removals().find(tx, name, each))
        .map(removed ->
            new NameProblem.VersionRemoved(
                    name.value(), removed.version().value(), removed.at(), removed.why())
                .asException())
        .orElseGet(() -> new PackageProblem.VersionNotFound(name.value(), wanted).asException());
  }

  private Optional<Reply> alone(PackageName name, String file) {
    return db.read(tx -> {
      var visibility = packages.require(tx, name).visibility();
      return name.versionOf(file)
          .flatMap(PackageReads::exactly)
          .flatMap(version -> packages.tarball(tx, name, version))
          .map(tarball -> tarballs.of(tarball, visibility));
    });
  }

  /**
   * The attestations of a version, and who may read them.
   *
   * @param built the proof of how it was built
   * @param published our own attestation
   * @param isWhole whether no more will be added
   */
  record Attestation(
      Optional<VerifiedProvenance> built,
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

  /**
   * The receipt of what this registry saw of the job that published a version, and who may read it.
   */
  record Receipt(String envelope, Visibility visibility) {}

  Receipt receipt(PackageName name, Version version) {
    return db.read(tx -> {
      var found = packages.require(tx, name);
      return signatures
          .receipt(tx, name, version)
          .map(envelope -> new Receipt(envelope, found.visibility()))
          .orElseThrow(() ->
              new PackageProblem.ReceiptNotFound(name.value(), version.value()).asException());
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

  /** Parses a version; a text that can be none is one that no package has. */
  private static Optional<Version> exactly(String text) {
    try {
      return Optional.of(new Version(text));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }

  /** Parses a tag; a text that can be none is one that no package has. */
  private static Optional<DistTag> tag(String text) {
    try {
      return Optional.of(new DistTag(text));
    } catch (ProblemException e) {
      return Optional.empty();
    }
  }
}
