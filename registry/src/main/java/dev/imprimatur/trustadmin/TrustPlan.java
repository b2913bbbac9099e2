package dev.imprimatur.trustadmin;

import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.StepProblem;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * The application of a file that declares the publishers of packages, all of it or nothing. A plan
 * runs the same and rolls it back: so it says exactly what would happen, and what would be refused.
 */
public final class TrustPlan {
  private final Publishers publishers;
  private final PendingOwner futureOwner;
  private final Changes changes;
  private final TrustedPublishers keeping;

  public TrustPlan(
      Publishers publishers, PendingOwner futureOwner, Changes changes, TrustedPublishers keeping) {
    this.publishers = publishers;
    this.futureOwner = futureOwner;
    this.changes = changes;
    this.keeping = keeping;
  }

  /**
   * Refuses declarations that the caller may not decide about; this is checked again when they are
   * applied.
   */
  void require(List<TrustDeclaration> declared, Caller caller) {
    changes.foresee(caller, action(declared));
  }

  /** Returns the steps that would be taken, and takes none. */
  public List<PlanStep> plan(List<TrustDeclaration> declared, Caller caller) {
    try {
      return changes.make(
          caller,
          action(declared),
          change -> {
            throw new Undone(carryOut(change, declared));
          });
    } catch (Undone e) {
      return e.steps;
    }
  }

  public List<PlanStep> apply(List<TrustDeclaration> declared, Caller caller) {
    return changes.make(caller, action(declared), change -> carryOut(change, declared));
  }

  /** The action for all declarations at once, so that no two plans wait for each other. */
  private static Action action(List<TrustDeclaration> declared) {
    return new Action.TrustAll(declared.stream().map(TrustDeclaration::target).toList());
  }

  private List<PlanStep> carryOut(Change change, List<TrustDeclaration> declared) {
    var all = new ArrayList<PlanStep>();
    for (var each : declared) {
      var specs = each.specs().stream().map(spec -> decided(change, spec)).toList();
      var steps = PlanStep.between(present(change, each.target()), specs);
      steps.forEach(step -> naming(step, () -> take(change, step)));
      all.addAll(steps);
    }
    return List.copyOf(all);
  }

  private PublisherSpec decided(Change change, PublisherSpec spec) {
    return naming(
        new PlanStep.Added(spec), () -> futureOwner.decided(change.tx(), spec, change.caller()));
  }

  /** Takes a step, and names it in its refusal: of a plan for a thousand packages, one is wrong. */
  private static <T> T naming(PlanStep step, Supplier<T> taking) {
    try {
      return taking.get();
    } catch (ProblemException e) {
      // What the caller has to prove first is nothing of the step's.
      if (e.problem() instanceof PeopleProblem) {
        throw e;
      }
      throw new StepProblem(step.words(), e.problem()).asException();
    }
  }

  private List<Publisher> present(Change change, Target target) {
    return publishers.ofTarget(change.tx(), target).stream()
        .filter(each -> futureOwner.mayManage(change.tx(), each, change.caller()))
        .toList();
  }

  private PlanStep take(Change change, PlanStep step) {
    switch (step) {
      case PlanStep.Kept _ -> {}
      case PlanStep.Removed(var publisher) ->
          keeping.remove(change, publisher.id(), "a plan leaves it out");
      case PlanStep.Edited(var before, var spec) -> keeping.edit(change, before.id(), spec);
      case PlanStep.Added(var spec) -> keeping.add(change, spec);
    }
    return step;
  }

  /** Rolls a transaction back when all of it has been tried. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<PlanStep> steps;

    Undone(List<PlanStep> steps) {
      super("This was only a plan", null, false, false);
      this.steps = steps;
    }
  }
}
