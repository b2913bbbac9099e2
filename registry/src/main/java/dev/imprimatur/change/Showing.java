package dev.imprimatur.change;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.Statement;
import java.time.InstantSource;

/**
 * How a version becomes one that can be installed, whichever way it came: it is claimed, signed,
 * and gets its tag. Nobody else claims a version, so that none is ever served unsigned.
 */
public final class Showing {
  private final Packages packages;
  private final Signatures signatures;
  private final InstantSource clock;

  public Showing(Packages packages, Signatures signatures, InstantSource clock) {
    this.packages = packages;
    this.signatures = signatures;
    this.clock = clock;
  }

  /** Shows the version, or returns false if it was ever taken. */
  public boolean show(Tx tx, PackageName name, NewVersion added, DistTag tag) {
    if (!packages.claim(tx, name, added)) {
      return false;
    }
    var integrity = added.contents().integrity();
    // Not before it was claimed, so that its key does not end before it was published.
    signatures.sign(tx, new Statement(name, added.version(), integrity, clock.instant()));
    packages.pointTags(tx, name, tag, added.version());
    return true;
  }
}
