package dev.imprimatur.change;

import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.NewVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.PublishOrigin;
import dev.imprimatur.signatures.PublishAttestation;
import dev.imprimatur.signatures.PublishReceipt;
import dev.imprimatur.signatures.Signatures;
import dev.imprimatur.signatures.Statement;
import java.time.InstantSource;

/**
 * The step by which a version can be installed from then on, whichever way it came: it is claimed,
 * signed, and gets its tag. Only this class claims a version, so that none is ever served unsigned.
 */
public final class VersionRelease {
  private final Packages packages;
  private final Signatures signatures;
  private final InstantSource clock;
  private final String registry;

  /**
   * Makes the only place where versions are released.
   *
   * @param registry its address for clients, which goes into receipts
   */
  public VersionRelease(
      Packages packages, Signatures signatures, InstantSource clock, String registry) {
    this.packages = packages;
    this.signatures = signatures;
    this.clock = clock;
    this.registry = registry;
  }

  /** Releases the version, or returns false if it was ever taken. */
  public boolean show(Tx tx, PackageName name, NewVersion added, DistTag tag) {
    if (!packages.claim(tx, name, added)) {
      return false;
    }
    var integrity = added.contents().integrity();
    // Only after it was claimed, so that its key does not end before it was published.
    var statement = new Statement(name, added.version(), integrity, clock.instant());
    signatures.sign(tx, statement);
    added
        .publication()
        .job()
        .ifPresent(
            job -> signatures.signReceipt(tx, new PublishReceipt(statement, registry, facts(job))));
    if (Gate.anyoneMayRead(packages.visibility(tx, name))) {
      signatures.attestations().want(tx, new PublishAttestation(statement, registry));
    }
    packages.pointTags(tx, name, tag, added.version());
    return true;
  }

  private static JsonObject facts(PublishOrigin.ByPublisher job) {
    return JsonObject.with("issuer", job.issuer())
        .and("provider", job.provider())
        .and("trustedPublisher", job.publisher().toString())
        .and("claims", job.claims())
        .build();
  }
}
