package dev.imprimatur.staging;

import dev.imprimatur.access.User;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.VersionRelease;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PublishedBy;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.packages.StagedVersions.Kind;
import dev.imprimatur.problem.PackageProblem;
import java.time.InstantSource;

/** The ways in which the waiting of a staged version ends, each a step of a change. */
public final class StagedDecisions {
  private final Packages packages;
  private final Gate gate;
  private final VersionRelease versionRelease;
  private final FourEyes fourEyes;
  private final InstantSource clock;

  public StagedDecisions(
      Packages packages,
      Gate gate,
      VersionRelease versionRelease,
      FourEyes fourEyes,
      InstantSource clock) {
    this.packages = packages;
    this.gate = gate;
    this.versionRelease = versionRelease;
    this.fourEyes = fourEyes;
    this.clock = clock;
  }

  /** Makes it a version that can be installed, with the tag that it was staged with. */
  void approve(Change change, HeldVersion staged) {
    var tx = change.tx();
    var name = staged.name();
    var approver = person(change.caller());
    fourEyes.require(tx, staged, approver);
    if (!staged.version().publication().isThroughTrust()) {
      gate.requireOpen(tx, name);
    }
    end(change, staged, Kind.APPROVED);
    var version = staged.version().version();
    var approved =
        staged
            .version()
            .approvedBy(new PublishedBy.Approver(approver.name().value(), approver.email()));
    if (!versionRelease.show(tx, name, approved, staged.tag())) {
      throw new PackageProblem.VersionExists(name.value(), version.value()).asException();
    }
    change.happened(
        new PackageEvent.StagedVersionApproved(
            name, version, staged.tag(), staged.version().contents().integrity(), staged.id()));
  }

  /** Drops it; its version is free again. */
  void reject(Change change, HeldVersion staged) {
    end(change, staged, Kind.REJECTED);
    change.happened(
        new PackageEvent.StagedVersionRejected(
            staged.name(), staged.version().version(), staged.id()));
  }

  /** Drops it, as nobody decided in time. */
  void expire(Change change, HeldVersion staged) {
    end(change, staged, Kind.EXPIRED);
    change.happened(
        new PackageEvent.StagedVersionExpired(
            staged.name(), staged.version().version(), staged.id()));
  }

  /** Ends its waiting; of two who decide at the same time only one does. */
  private void end(Change change, HeldVersion staged, Kind kind) {
    var tx = change.tx();
    if (!packages.endHold(tx, staged)) {
      throw new PackageProblem.StagedVersionNotFound(staged.id().toString()).asException();
    }
    packages.stagedVersions().decided(tx, staged, kind, clock.instant());
  }

  private static User person(Caller caller) {
    if (caller instanceof Caller.Person person) {
      return person.user();
    }
    throw new IllegalStateException("Nobody but a person approves anything");
  }
}
