package dev.imprimatur.publish;

import dev.imprimatur.access.People;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.Event;
import dev.imprimatur.blobs.Blobs;
import dev.imprimatur.blobs.StagedBlob;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.Access;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.PackageWrite;
import dev.imprimatur.npm.PackageWriteReader;
import dev.imprimatur.npm.TarballReader;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.Publication;
import dev.imprimatur.packages.Visibility;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.shelf.Shelf;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Publishes a version. Bytes first, facts second: the tarball is on the disk under its digest
 * before one transaction makes it a version; so a crash leaves litter at worst, and never half a
 * version.
 */
public final class Publishing {
  private static final Duration BUSY = Duration.ofSeconds(5);

  private final Database db;
  private final Blobs blobs;
  private final Ledgers ledgers;
  private final Landing landing;
  private final Limits.Uploads limits;
  private final Semaphore places;

  /** Where a publish is written down. */
  public record Ledgers(
      Database db, Blobs blobs, Packages packages, People people, Trust trust, Audit audit) {}

  /** Who lets a publish in, and who must know of it. */
  public record Landing(Gate gate, Shelf shelf) {}

  public Publishing(Ledgers ledgers, Landing landing, Limits.Uploads limits) {
    this.db = ledgers.db();
    this.blobs = ledgers.blobs();
    this.ledgers = ledgers;
    this.landing = landing;
    this.limits = limits;
    this.places = new Semaphore(limits.atOnce());
  }

  /**
   * Publishes what a document holds.
   *
   * @throws IOException when the connection breaks
   * @throws ProblemException when it is refused; then nothing has changed
   */
  Published publish(PackageName name, InputStream body, Caller caller) throws IOException {
    if (!places.tryAcquire()) {
      throw new Problem.Overloaded("Too many publishes are under way.", BUSY).asException();
    }
    try (var staged = blobs.stage()) {
      var sha1 = new DigestOutputStream(staged.sink(), sha1());
      return switch (PackageWriteReader.read(name, body, sha1, limits)) {
        case PackageWrite.Publish wanted -> {
          var shasum = HexFormat.of().formatHex(sha1.getMessageDigest().digest());
          yield publish(wanted, staged, shasum, caller);
        }
        case PackageWrite.Unsupported(var command) ->
            throw new Problem.UnsupportedWrite(command).asException();
      };
    } finally {
      places.release();
    }
  }

  private Published publish(
      PackageWrite.Publish wanted, StagedBlob staged, String shasum, Caller caller)
      throws IOException {
    var digest = staged.digest();
    var integrity = Integrity.ofHex(digest.hex());
    requireStated(wanted.stated(), integrity, shasum);
    NewVersion added;
    try (var bytes = staged.read()) {
      var tarball = TarballReader.read(bytes, limits);
      var contents =
          new NewVersion.Contents(
              integrity, shasum, staged.bytes(), tarball.files().size(), tarball.unpackedBytes());
      added =
          new NewVersion(
              wanted.version(),
              wanted.agreedWith(tarball),
              contents,
              tarball.readme(),
              wanted.provenance().map(PackageWrite.ProvenanceBundle::json),
              publication(caller));
    }
    staged.keep(digest);
    var published = db.write(tx -> write(tx, wanted, added, caller));
    landing.shelf().forget(wanted.name());
    return published;
  }

  /** A digest that the sender did not state was not checked by him; one at least there must be. */
  private static void requireStated(
      PackageWrite.StatedDigests stated, Integrity integrity, String shasum) {
    if (stated.integrity().isEmpty() && stated.shasum().isEmpty()) {
      throw new Problem.MalformedPublish("its dist states neither integrity nor shasum")
          .asException();
    }
    requireSame("integrity", stated.integrity(), integrity.value());
    requireSame("shasum", stated.shasum(), shasum);
  }

  private static void requireSame(String digest, Optional<String> stated, String computed) {
    if (!stated.orElse(computed).equals(computed)) {
      throw new Problem.IntegrityMismatch(digest, stated.get(), computed).asException();
    }
  }

  private Published write(Tx tx, PackageWrite.Publish wanted, NewVersion added, Caller caller) {
    var name = wanted.name();
    var demand = new Demand.Publish(name);
    landing.gate().readmit(tx, demand, caller);
    boolean first = ledgers.packages().create(tx, name, visibility(wanted));
    if (first) {
      own(tx, name, caller);
    } else {
      // Somebody may have taken the name since the line above that let us have it.
      landing.gate().readmit(tx, demand, caller);
    }
    if (!ledgers.packages().claim(tx, name, added)) {
      return requireSame(tx, name, added);
    }
    ledgers.packages().moveTag(tx, name, wanted.tag(), wanted.version());
    if (first) {
      // Every package has a latest version, whatever tag its first one came with.
      ledgers.packages().moveTag(tx, name, DistTag.LATEST, wanted.version());
    }
    ledgers
        .audit()
        .record(
            tx,
            caller.actor(),
            new Event.VersionPublished(
                name, wanted.version(), wanted.tag(), added.contents().integrity()));
    return Published.NEW;
  }

  /** Clients send a publish again when its answer got lost; then it is the same in every byte. */
  private Published requireSame(Tx tx, PackageName name, NewVersion again) {
    var before = ledgers.packages().version(tx, name, again.version()).orElseThrow();
    boolean same =
        before.release().integrity().equals(again.contents().integrity())
            && before.publication().equals(again.publication());
    if (!same) {
      throw new Problem.VersionExists(name.value(), again.version().value()).asException();
    }
    return Published.BEFORE;
  }

  private static Visibility visibility(PackageWrite.Publish wanted) {
    return switch (wanted.access()) {
      case Access.PUBLIC -> Visibility.PUBLIC;
      case Access.RESTRICTED -> Visibility.PRIVATE;
      case Access.UNSAID ->
          wanted.name().scope().isPresent() ? Visibility.PRIVATE : Visibility.PUBLIC;
    };
  }

  /**
   * Gives a new package to whoever published it, or to whom its pending publisher named. Who else
   * waited for the name has waited in vain: trust in him was never the new owner's.
   */
  private void own(Tx tx, PackageName name, Caller caller) {
    var owner = owner(tx, caller);
    ledgers.people().owners().add(tx, name, owner);
    for (var pending : ledgers.trust().publishers().of(tx, name)) {
      if (pending.futureOwner().equals(Optional.of(owner.value()))) {
        ledgers.trust().publishers().settle(tx, pending.id());
      } else {
        ledgers.trust().publishers().remove(tx, pending.id());
        ledgers
            .audit()
            .record(
                tx,
                caller.actor(),
                new Event.PublisherRemoved(
                    name, pending.id().value(), "the name became another owner's"));
      }
    }
  }

  private UserName owner(Tx tx, Caller caller) {
    return switch (caller) {
      case Caller.Person(var user, _) -> user.name();
      case Caller.Job(_, var grant) ->
          ledgers
              .trust()
              .publishers()
              .find(tx, new PublisherId(grant.publisher()))
              .flatMap(Publisher::futureOwner)
              .map(UserName::new)
              .orElseThrow(() -> new IllegalStateException("A publisher waits for nobody"));
      case Caller.Anyone _ -> throw new IllegalStateException("Nobody publishes nothing");
    };
  }

  private static Publication publication(Caller caller) {
    return switch (caller) {
      case Caller.Person(var user, _) ->
          new Publication.ByPerson(user.name().value(), user.email());
      case Caller.Job(_, var grant) ->
          new Publication.ByPublisher(
              grant.publisher(),
              grant.speaksAs().provider(),
              grant.speaksAs().title(),
              grant.speaksAs().email(),
              grant.claims());
      case Caller.Anyone _ -> throw new IllegalStateException("Nobody publishes nothing");
    };
  }

  private static MessageDigest sha1() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has SHA-1", impossible);
    }
  }
}
