package dev.imprimatur.staging;

import dev.imprimatur.access.User;
import dev.imprimatur.db.Tx;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.PublishOrigin;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.tokens.CiAccounts;
import dev.imprimatur.trust.Locks;

/**
 * The rule that a version is approved by somebody else than who staged it, or started the run that
 * did. It binds what was staged under it even after it was lifted; otherwise who lifts it could
 * approve what they staged themselves.
 */
public final class FourEyes {
  private final Locks locks;
  private final CiAccounts ciAccounts;

  public FourEyes(Locks locks, CiAccounts ciAccounts) {
    this.locks = locks;
    this.ciAccounts = ciAccounts;
  }

  void require(Tx tx, HeldVersion staged, User approver) {
    if (!staged.staging().fourEyes() && !locks.of(tx, staged.name()).fourEyes()) {
      return;
    }
    switch (staged.version().publication()) {
      case PublishOrigin.ByPerson(var user, _) -> {
        if (user.equals(approver.name().value())) {
          throw own(staged, user);
        }
      }
      case PublishOrigin.ByPublisher job -> requireOtherStarter(tx, staged, job, approver);
      case PublishOrigin.Approved _ ->
          throw new IllegalStateException("What was approved is staged no more");
    }
  }

  /**
   * Requires that an account other than the approver's started the run. Where the provider's tokens
   * do not tell who did, nobody can be excluded.
   */
  private void requireOtherStarter(
      Tx tx, HeldVersion staged, PublishOrigin.ByPublisher job, User approver) {
    var starters = staged.staging().startedBy();
    if (starters.isEmpty()) {
      return;
    }
    var known = ciAccounts.of(tx, approver.name(), job.issuer());
    if (known.isEmpty()) {
      throw new PackageProblem.ApproverUnknown(
              staged.name().value(),
              staged.version().version().value(),
              starters.getLast(),
              job.issuer())
          .asException();
    }
    if (starters.stream().anyMatch(who -> known.stream().anyMatch(who::equalsIgnoreCase))) {
      throw own(staged, "a run of " + approver.name());
    }
  }

  private static RuntimeException own(HeldVersion staged, String who) {
    return new PackageProblem.OwnApproval(
            staged.name().value(), staged.version().version().value(), who)
        .asException();
  }
}
