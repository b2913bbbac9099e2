package dev.imprimatur.publish;

import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.blobs.IncomingBlob;
import dev.imprimatur.cache.PackumentCache;
import dev.imprimatur.db.Database;
import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.PublishRequest;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Manifest;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.PackageWrite;
import dev.imprimatur.npm.PackageWriteReader;
import dev.imprimatur.npm.TarballReader;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.VerifiedProvenance;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import dev.imprimatur.provenancepolicy.Candidate;
import dev.imprimatur.provenancepolicy.RootFolder;
import dev.imprimatur.searchindex.SearchIndex;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.workers.Work;
import dev.imprimatur.workers.WorkerPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * The publishing of versions. Bytes first, facts second: the tarball is on the disk under its
 * digest before one transaction makes it a version; so a crash leaves litter at worst, and never
 * half a version.
 */
public final class PackageWrites {
  private static final Duration BUSY = Duration.ofSeconds(5);

  private final Database db;
  private final Blobs blobs;
  private final PackumentCache packumentCache;
  private final SearchIndex searchIndex;
  private final PublishTransaction facts;
  private final RootFolder roots;
  private final WorkerPool workers;
  private final Limits.Uploads limits;
  private final Semaphore places;

  public PackageWrites(
      Database db,
      Blobs blobs,
      PackumentCache packumentCache,
      SearchIndex searchIndex,
      PublishTransaction facts,
      RootFolder roots,
      WorkerPool workers,
      Limits.Uploads limits) {
    this.db = db;
    this.blobs = blobs;
    this.packumentCache = packumentCache;
    this.searchIndex = searchIndex;
    this.facts = facts;
    this.roots = roots;
    this.workers = workers;
    this.limits = limits;
    this.places = new Semaphore(limits.atOnce());
  }

  /**
   * Publishes the version that a document holds, or does whatever else it asks for.
   *
   * @throws IOException when the connection breaks
   * @throws ProblemException when it is refused; then nothing has changed
   */
  PublishOutcome write(PackageName name, InputStream body, Caller caller, String userAgent)
      throws IOException {
    return taken(
        name,
        body,
        (write, arrived) ->
            switch (write) {
              case PackageWrite.Publish wanted ->
                  publish(wanted.saidBy(userAgent), arrived, caller);
              case PackageWrite.Deprecation wanted -> deprecate(wanted, caller);
              case PackageWrite.Star wanted -> star(wanted, caller);
              case PackageWrite.Unsupported(var command) ->
                  throw new PackageProblem.UnsupportedWrite(command).asException();
            });
  }

  /**
   * Stages the version that a document holds: it is kept, and nobody gets to install it before
   * somebody approves it.
   *
   * @throws IOException when the connection breaks
   * @throws ProblemException when it is refused; then nothing has changed
   */
  StageResult stage(PackageName name, InputStream body, Caller caller, String userAgent)
      throws IOException {
    return taken(
        name,
        body,
        (write, arrived) -> {
          if (!(write instanceof PackageWrite.Publish publish)) {
            throw new PackageProblem.MalformedPublish("it holds no version that could be staged")
                .asException();
          }
          var wanted = publish.saidBy(userAgent);
          var added = added(wanted, arrived, caller, new Action.Stage(name));
          return db.write(tx -> facts.stage(tx, wanted, added, caller));
        });
  }

  /** A tarball that has arrived, and is litter until it is kept. */
  private record Arrived(IncomingBlob blob, String shasum) {}

  /** The use of a document that was read. */
  private interface Use<T> {
    T of(PackageWrite write, Arrived arrived) throws IOException;
  }

  private <T> T taken(PackageName name, InputStream body, Use<T> use) throws IOException {
    if (!places.tryAcquire()) {
      throw new RequestProblem.Overloaded("Too many publishes are under way.", BUSY).asException();
    }
    try (var staged = blobs.stage()) {
      var sha1 = new DigestOutputStream(staged.sink(), HashAlgorithm.SHA_1.start());
      var write = PackageWriteReader.read(name, body, sha1, limits);
      var shasum = HexFormat.of().formatHex(sha1.getMessageDigest().digest());
      return use.of(write, new Arrived(staged, shasum));
    } finally {
      places.release();
    }
  }

  private PublishOutcome publish(PackageWrite.Publish wanted, Arrived arrived, Caller caller)
      throws IOException {
    var added = added(wanted, arrived, caller, new Action.Publish(wanted.name()));
    var published =
        db.write(tx -> {
          var outcome = facts.write(tx, wanted, added, caller);
          searchIndex.update(tx, wanted.name());
          return outcome;
        });
    packumentCache.forget(wanted.name());
    return published;
  }

  /** Reads a tarball that nothing forbids so far to become a version, and keeps it. */
  private NewVersion added(
      PackageWrite.Publish wanted, Arrived arrived, Caller caller, Action action) {
    var staged = arrived.blob();
    var digest = staged.digest();
    var integrity = Integrity.ofHex(digest.hex());
    requireStated(wanted.stated(), integrity, arrived.shasum());
    var release = new PublishRequest(wanted.version(), wanted.tag(), integrity);
    db.read(tx -> facts.foresee(tx, action, release, caller));
    var added =
        workers.run(
            Work.TARBALL,
            () -> lookedInto(wanted, new Bytes(arrived, integrity), caller),
            staged::force);
    staged.keep(digest);
    return added;
  }

  /** A tarball whose digest is known. */
  private record Bytes(Arrived arrived, Integrity integrity) {}

  private NewVersion lookedInto(PackageWrite.Publish wanted, Bytes found, Caller caller) {
    var staged = found.arrived().blob();
    var integrity = found.integrity();
    try (var bytes = staged.read()) {
      var tarball = TarballReader.read(bytes, limits);
      var contents =
          new NewVersion.Contents(
              integrity,
              found.arrived().shasum(),
              staged.bytes(),
              tarball.files().size(),
              tarball.unpackedBytes());
      var manifest = wanted.agreedWith(tarball);
      return new NewVersion(
          wanted.version(),
          manifest,
          contents,
          tarball.readme(),
          wanted
              .provenance()
              .map(bundle -> attested(bundle, candidate(wanted, manifest, integrity, caller))),
          Origins.of(caller));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Verifies provenance before anything is kept, as npm must be told at once all that is wrong. */
  private VerifiedProvenance attested(PackageWrite.ProvenanceBundle bundle, Candidate candidate) {
    return new VerifiedProvenance(bundle.json(), roots.current().require(bundle.json(), candidate));
  }

  private static Candidate candidate(
      PackageWrite.Publish wanted, Manifest manifest, Integrity integrity, Caller caller) {
    return new Candidate(
        wanted.name().value(),
        wanted.version().value(),
        integrity.hex(),
        Candidate.repositoryOf(manifest.json()),
        job(caller));
  }

  private static Optional<Candidate.Job> job(Caller caller) {
    return caller instanceof Caller.Job(_, Grant.Minted(_, _, _, _, var source))
        ? Optional.of(
            new Candidate.Job(source.issuer(), source.speaksAs().provider(), source.claims()))
        : Optional.empty();
  }

  /** Requires one stated digest at least, as the sender has checked no other. */
  private static void requireStated(
      PackageWrite.StatedDigests stated, Integrity integrity, String shasum) {
    if (stated.integrity().isEmpty() && stated.shasum().isEmpty()) {
      throw new PackageProblem.MalformedPublish("its dist states neither integrity nor shasum")
          .asException();
    }
    requireSame("integrity", stated.integrity().orElse(integrity.value()), integrity.value());
    requireSame("shasum", stated.shasum().orElse(shasum), shasum);
  }

  private static void requireSame(String digest, String stated, String computed) {
    if (!stated.equals(computed)) {
      throw new PackageProblem.IntegrityMismatch(digest, stated, computed).asException();
    }
  }

  private PublishOutcome star(PackageWrite.Star wanted, Caller caller) {
    db.write(tx -> {
      facts.star(tx, wanted, caller);
      return wanted;
    });
    return PublishOutcome.CHANGED;
  }

  private PublishOutcome deprecate(PackageWrite.Deprecation wanted, Caller caller) {
    db.write(tx -> {
      facts.deprecate(tx, wanted, caller);
      searchIndex.update(tx, wanted.name());
      return wanted;
    });
    packumentCache.forget(wanted.name());
    return PublishOutcome.CHANGED;
  }
}
