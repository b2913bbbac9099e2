package dev.imprimatur.gate;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Locks;

/** The restrictions that owners have put on their packages, for those who may write to them. */
final class WriteRules {
  private final Locks locks;
  private final SecondFactorRules secondFactors;

  WriteRules(Locks locks, SecondFactorRules secondFactors) {
    this.locks = locks;
    this.secondFactors = secondFactors;
  }

  /**
   * Requires what the package wants of people who write to it. Staging is never asked for a second
   * factor, whatever the token: whoever approves is.
   */
  void require(Tx tx, Action.Write action, Caller.Person person) {
    var name = action.name();
    var access = locks.of(tx, name);
    requireStaged(action, access.stagedOnly());
    boolean stages = action instanceof Action.Stage;
    switch (access.writers()) {
      case OPEN -> {}
      case SECOND_FACTOR_OR_TOKEN -> {
        if (!stages && !SecondFactorRules.mayBypass(person)) {
          secondFactors.requireShown(tx, action, person);
        }
      }
      case SECOND_FACTOR -> {
        if (!stages) {
          requireNoToken(person, name);
          secondFactors.requireShown(tx, action, person);
        }
      }
      case TRUSTED_ONLY -> requireOpen(tx, name);
    }
  }

  /** Requires that people, too, may write to a package, and not only trusted publishers. */
  void requireOpen(Tx tx, PackageName name) {
    var closing = locks.closing(tx, name);
    if (closing.isPresent()) {
      throw notAllowed(
          "Only trusted publishers may write to %s since %s, and no person and no token."
              .formatted(name, closing.get().at()));
    }
  }

  /** Requires that a version is staged where every version is, whoever publishes it. */
  void requireStaged(Tx tx, Action action) {
    if (action instanceof Action.Publish publish) {
      requireStaged(publish, locks.of(tx, publish.name()).stagedOnly());
    }
  }

  private static void requireStaged(Action.Write action, boolean stagedOnly) {
    if (stagedOnly && action instanceof Action.Publish(var name)) {
      throw new PackageProblem.StagedOnly(name.value()).asException();
    }
  }

  /** Returns whether somebody approves what is staged because owners have named them. */
  boolean isApprover(Tx tx, Caller.Person person, PackageName name) {
    return locks.of(tx, name).approvers().contains(person.user().name().value());
  }

  /** Returns whether owners have named who approves what is staged, so that nobody else does. */
  boolean hasApprovers(Tx tx, PackageName name) {
    return !locks.of(tx, name).approvers().isEmpty();
  }

  private static void requireNoToken(Caller.Person person, PackageName name) {
    if (person.token().grant() instanceof Grant.Granular) {
      throw notAllowed(
          "No token publishes %s: its owners let in trusted publishers, and people who sign in and"
                  .formatted(name)
              + " prove a second factor. A token may stage a version.");
    }
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
