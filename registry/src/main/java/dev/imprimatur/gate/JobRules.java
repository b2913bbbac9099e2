package dev.imprimatur.gate;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Target;
import java.util.Optional;

/** The permissions of CI jobs, by the grants that their identity tokens were exchanged for. */
final class JobRules {
  private final PublisherStatus publisherStatus;
  private final WriteRules writing;

  JobRules(PublisherStatus publisherStatus, WriteRules writing) {
    this.publisherStatus = publisherStatus;
    this.writing = writing;
  }

  void require(Tx tx, Action action, Caller.Job job) {
    switch (job.grant()) {
      case Grant.Minted minted -> require(tx, action, minted);
      case Grant.Reading reading -> require(tx, action, reading);
      case Grant.Managing managing -> require(tx, action, managing);
    }
  }

  boolean mayRead(Tx tx, Caller.Job job, PackageName name) {
    try {
      require(tx, new Action.Read(name), job);
      return true;
    } catch (ProblemException refused) {
      return false;
    }
  }

  private void require(Tx tx, Action action, Grant.Minted minted) {
    var mine = minted.name();
    var invalidReason = publisherStatus.invalidReason(tx, minted.publisher(), Target.of(mine));
    if (invalidReason.isPresent()) {
      throw revoked(invalidReason.get());
    }
    switch (action) {
      case Action.Nothing _, Action.SignedIn _, Action.Search _ -> {}
      case Action.Read(var name) -> {
        if (!name.equals(mine)) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Action.Publish(var name) -> {
        requirePower(minted, name, Permission.PUBLISH);
        writing.requireStaged(tx, action);
      }
      case Action.Stage(var name) -> requirePower(minted, name, Permission.STAGE);
      case Action.WriteDocument(var name) ->
          requirePower(
              minted,
              name,
              minted.powers().allow(Permission.DEPRECATE)
                  ? Permission.DEPRECATE
                  : Permission.PUBLISH);
      case Action.Tag(var name) -> requirePower(minted, name, Permission.TAG);
      case Action.Deprecate(var name) -> requirePower(minted, name, Permission.DEPRECATE);
      case Action.Browse _, Action.Review _, Action.ReviewStaged _, Action.ReviewAllStaged _ ->
          throw notAllowed(
              "A job can stage versions of %s, and a person decides about them.".formatted(mine));
      case Action.Trust _,
          Action.TrustAll _,
          Action.History _,
          Action.Star _,
          Action.Unpublish _,
          Action.Decide _,
          Action.Represent _,
          Action.ManageAccount _,
          Action.ManageSessions _,
          Action.AboutPeople _,
          Action.ListTokens _,
          Action.ManageTokens _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _ ->
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

  private void require(Tx tx, Action action, Grant.Reading reading) {
    switch (action) {
      case Action.Nothing _, Action.Search _ -> {}
      case Action.SignedIn _ -> requireValid(tx, reading);
      case Action.Read(var name) -> {
        boolean readable =
            reading.packages().stream()
                .filter(each -> each.packages().matches(name))
                .anyMatch(each ->
                    publisherStatus.invalidReason(tx, each.publisher(), Target.of(name)).isEmpty());
        if (!readable) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Action.Browse _,
          Action.Write _,
          Action.Review _,
          Action.ReviewStaged _,
          Action.ReviewAllStaged _,
          Action.Trust _,
          Action.TrustAll _,
          Action.History _,
          Action.Star _,
          Action.Unpublish _,
          Action.Decide _,
          Action.Represent _,
          Action.ManageAccount _,
          Action.ManageSessions _,
          Action.AboutPeople _,
          Action.ListTokens _,
          Action.ManageTokens _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _ ->
          throw notAllowed("This token of a CI job may only read.");
    }
  }

  /** Requires that one of the publishers is valid: as long as one is, the token for reading is. */
  private void requireValid(Tx tx, Grant.Reading reading) {
    var invalidReasons =
        reading.packages().stream()
            .map(each -> publisherStatus.invalidReason(tx, each.publisher()))
            .toList();
    if (invalidReasons.stream().allMatch(Optional::isPresent)) {
      throw revoked(invalidReasons.getFirst().orElseThrow());
    }
  }

  private void require(Tx tx, Action action, Grant.Managing managing) {
    var invalidReason = publisherStatus.invalidReason(tx, managing.publisher());
    if (invalidReason.isPresent()) {
      throw revoked(invalidReason.get());
    }
    switch (action) {
      case Action.Nothing _, Action.SignedIn _, Action.Search _ -> {}
      case Action.Trust(var target) -> requireManaged(tx, managing, target);
      case Action.TrustAll(var targets) ->
          targets.forEach(target -> requireManaged(tx, managing, target));
      case Action.Read(var name) ->
          throw new PackageProblem.PackageNotFound(name.value()).asException();
      case Action.Browse _,
          Action.Write _,
          Action.Review _,
          Action.ReviewStaged _,
          Action.ReviewAllStaged _,
          Action.History _,
          Action.Star _,
          Action.Unpublish _,
          Action.Decide _,
          Action.Represent _,
          Action.ManageAccount _,
          Action.ManageSessions _,
          Action.AboutPeople _,
          Action.ListTokens _,
          Action.ManageTokens _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _ ->
          throw notAllowed("This token of a CI job may only manage trusted publishers.");
    }
  }

  private void requireManaged(Tx tx, Grant.Managing managing, Target target) {
    if (!PublisherStatus.covers(new Target(managing.packages().value()), target)) {
      throw notAllowed(
          "This token is for the trusted publishers of %s, and not of %s."
              .formatted(managing.packages(), target));
    }
    var invalidReason = publisherStatus.invalidReason(tx, managing.publisher(), target);
    if (invalidReason.isPresent()) {
      throw notAllowed(
          "This token is no good for the trusted publishers of %s: %s."
              .formatted(target, invalidReason.get()));
    }
  }

  /** Requires that a publish respects what its token is bound to. */
  void require(Grant.Minted minted, PublishRequest release) {
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

  private static ProblemException revoked(String why) {
    return new PeopleProblem.UnusableCredential("This token was revoked: %s.".formatted(why))
        .asException();
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
