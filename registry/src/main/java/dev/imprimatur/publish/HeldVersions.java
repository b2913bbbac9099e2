package dev.imprimatur.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.db.Tx;
import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.PublisherLimits;
import dev.imprimatur.npm.PackageWrite;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.HeldVersion.Kind;
import dev.imprimatur.packages.HeldVersion.Staging;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Locks;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Versions that are kept out of sight until somebody has looked at them, a few of a package. */
public final class HeldVersions {
  private final Packages packages;
  private final Ids ids;
  private final InstantSource clock;
  private final int heldMax;
  private final Locks locks;

  public HeldVersions(
      Packages packages, Locks locks, Ids ids, InstantSource clock, PublisherLimits limits) {
    this.packages = packages;
    this.locks = locks;
    this.ids = ids;
    this.clock = clock;
    this.heldMax = limits.heldMax();
  }

  /** Makes a version that an owner has to look at. */
  HeldVersion held(PackageWrite.Publish wanted, String why, NewVersion added) {
    return new HeldVersion(
        ids.next(),
        wanted.name(),
        wanted.tag(),
        Kind.HELD,
        why,
        clock.instant(),
        Staging.NONE,
        added);
  }

  /** Makes a version that waits to be approved, beside all others of its run. */
  HeldVersion staged(Tx tx, PackageWrite.Publish wanted, NewVersion added, Caller caller) {
    var source =
        caller instanceof Caller.Job(_, Grant.Minted minted)
            ? Optional.of(minted.source())
            : Optional.<Grant.Source>empty();
    var staging =
        new Staging(
            source.flatMap(HeldVersions::group),
            locks.of(tx, wanted.name()).fourEyes(),
            source.map(each -> each.run().startedBy()).orElse(List.of()));
    return new HeldVersion(
        ids.next(),
        wanted.name(),
        wanted.tag(),
        Kind.STAGED,
        "it was staged",
        clock.instant(),
        staging,
        added);
  }

  /** The id of the release group that all jobs of one run stage their versions in. */
  private static Optional<UUID> group(Grant.Source source) {
    return source
        .run()
        .name()
        .map(run -> {
          var digest =
              HashAlgorithm.SHA_256.start().digest((source.issuer() + "\n" + run).getBytes(UTF_8));
          var half = ByteBuffer.wrap(digest);
          return new UUID(half.getLong(), half.getLong());
        });
  }

  /**
   * Keeps a version; its caller publishes under the name alone, and has seen that the version is
   * free.
   */
  void keep(Tx tx, HeldVersion held) {
    var name = held.name();
    if (packages.heldCount(tx, name) >= heldMax) {
      throw new PackageProblem.TooManyHeld(name.value(), heldMax).asException();
    }
    if (!packages.hold(tx, held)) {
      throw new PackageProblem.VersionExists(name.value(), held.version().version().value())
          .asException();
    }
  }
}
