package dev.imprimatur.gate;

import dev.imprimatur.access.Grant;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.trust.Target;
import java.util.Optional;

/** What a CI job may do with what its identity token was exchanged for. */
final class JobRules {
  private final Standing standing;

  JobRules(Standing standing) {
    this.standing = standing;
  }

  void require(Tx tx, Demand demand, Caller.Job job) {
    switch (job.grant()) {
      case Grant.Minted minted -> require(tx, demand, minted);
      case Grant.Reading reading -> require(tx, demand, reading);
      case Grant.Managing managing -> require(tx, demand, managing);
    }
  }

  private void require(Tx tx, Demand demand, Grant.Minted minted) {
    requireStanding(standing.fall(tx, minted.publisher(), Target.of(minted.name())));
    var mine = minted.name();
    switch (demand) {
      case Demand.Nothing _, Demand.SignedIn _ -> {}
      case Demand.Read(var name) -> {
        if (!name.equals(mine)) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Demand.Publish(var name) -> requirePower(minted, name, Permission.PUBLISH);
      case Demand.Stage(var name) -> requirePower(minted, name, Permission.STAGE);
      case Demand.WriteDocument(var name) ->
          requirePower(
              minted,
              name,
              minted.powers().allow(Permission.DEPRECATE)
                  ? Permission.DEPRECATE
                  : Permission.PUBLISH);
      case Demand.Tag(var name) -> requirePower(minted, name, Permission.TAG);
      case Demand.Deprecate(var name) -> requirePower(minted, name, Permission.DEPRECATE);
      case Demand.Review _, Demand.Settle _ ->
          throw notAllowed(
              "A job can stage versions of %s, and a person decides about them.".formatted(mine));
      case Demand.Trust _,
          Demand.TrustAll _,
          Demand.History _,
          Demand.Decide _,
          Demand.Represent _,
          Demand.Administer _,
          Demand.Operate _,
          Demand.Maintain _ ->
          throw notAllowed(
              "A token minted for a CI job can only publish and tag %s.".formatted(mine));
    }
  }

  private static void requirePower(Grant.Minted minted, PackageName name, Permission permission) {
    if (!name.equals(minted.name())) {
      throw notAllowed(
          "This token was minted for %s, and is no good for %s.".formatted(minted.name(), name));
    }
    if (!minted.powers().allow(permission)) {
      throw notAllowed(
          "OIDC permission denied for this action: the trusted publisher of %s lacks \"%s\"."
              .formatted(name, permission.wire()));
    }
  }

  private void require(Tx tx, Demand demand, Grant.Reading reading) {
    switch (demand) {
      case Demand.Nothing _ -> {}
      case Demand.SignedIn _ -> requireStanding(anyFall(tx, reading));
      case Demand.Read(var name) -> {
        boolean readable =
            reading.packages().stream()
                .filter(each -> each.packages().matches(name))
                .anyMatch(each -> standing.fall(tx, each.publisher(), Target.of(name)).isEmpty());
        if (!readable) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Demand.Write _,
          Demand.Review _,
          Demand.Settle _,
          Demand.Trust _,
          Demand.TrustAll _,
          Demand.History _,
          Demand.Decide _,
          Demand.Represent _,
          Demand.Administer _,
          Demand.Operate _,
          Demand.Maintain _ ->
          throw notAllowed("This token of a CI job may only read.");
    }
  }

  /** A token to read with is good as long as one of its publishers stands. */
  private Optional<String> anyFall(Tx tx, Grant.Reading reading) {
    var falls =
        reading.packages().stream().map(each -> standing.fall(tx, each.publisher())).toList();
    return falls.stream().allMatch(Optional::isPresent) ? falls.getFirst() : Optional.empty();
  }

  private void require(Tx tx, Demand demand, Grant.Managing managing) {
    requireStanding(standing.fall(tx, managing.publisher()));
    switch (demand) {
      case Demand.Nothing _, Demand.SignedIn _ -> {}
      case Demand.Trust(var target) -> requireManaged(tx, managing, target);
      case Demand.TrustAll(var targets) ->
          targets.forEach(target -> requireManaged(tx, managing, target));
      case Demand.Read(var name) ->
          throw new PackageProblem.PackageNotFound(name.value()).asException();
      case Demand.Write _,
          Demand.Review _,
          Demand.Settle _,
          Demand.History _,
          Demand.Decide _,
          Demand.Represent _,
          Demand.Administer _,
          Demand.Operate _,
          Demand.Maintain _ ->
          throw notAllowed("This token of a CI job may only manage trusted publishers.");
    }
  }

  private void requireManaged(Tx tx, Grant.Managing managing, Target target) {
    if (!Standing.covers(new Target(managing.packages().value()), target)) {
      throw notAllowed(
          "This token is for the trusted publishers of %s, and not of %s."
              .formatted(managing.packages(), target));
    }
    var fall = standing.fall(tx, managing.publisher(), target);
    if (fall.isPresent()) {
      throw notAllowed(
          "This token is no good for the trusted publishers of %s: %s."
              .formatted(target, fall.get()));
    }
  }

  /** Requires that a publish keeps to what its token is bound to. */
  void require(Grant.Minted minted, Release release) {
    var version = minted.bounds().version().orElse(release.version());
    if (!version.equals(release.version())) {
      throw notAllowed(
          "The job's ref is for version %s, and what it publishes is %s."
              .formatted(version, release.version()));
    }
    var integrity = minted.bounds().integrity().orElse(release.integrity());
    if (!integrity.equals(release.integrity())) {
      throw notAllowed(
          "This token was minted for the tarball %s, and this one is %s."
              .formatted(integrity, release.integrity()));
    }
    require(minted, release.tag());
  }

  /** Requires that a token may move this dist-tag. */
  void require(Grant.Minted minted, DistTag tag) {
    if (!minted.powers().mayMove(tag)) {
      throw notAllowed(
          "The trusted publisher of %s may not move the dist-tag %s."
              .formatted(minted.name(), tag));
    }
  }

  private static void requireStanding(Optional<String> fall) {
    if (fall.isPresent()) {
      throw new PeopleProblem.UnusableCredential(
              "This token was revoked: %s.".formatted(fall.get()))
          .asException();
    }
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
