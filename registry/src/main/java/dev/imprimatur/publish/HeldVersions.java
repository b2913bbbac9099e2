package dev.imprimatur.publish;

import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.npm.PackageWrite;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.HeldVersion.Kind;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import java.time.InstantSource;

/** Versions that are kept out of sight until somebody has looked at them, a few of a package. */
public final class HeldVersions {
  private final Packages packages;
  private final Ids ids;
  private final InstantSource clock;
  private final int heldMax;

  public HeldVersions(Packages packages, Ids ids, InstantSource clock, Limits.Publishers limits) {
    this.packages = packages;
    this.ids = ids;
    this.clock = clock;
    this.heldMax = limits.heldMax();
  }

  HeldVersion of(PackageWrite.Publish wanted, Kind kind, String why, NewVersion added) {
    return new HeldVersion(
        ids.next(), wanted.name(), wanted.tag(), kind, why, clock.instant(), added);
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
