package dev.imprimatur.entrust;

import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes what packages trust what a file declares, all of it or nothing. A plan is the same, undone
 * before it comes true: so it says exactly what would happen, and what would be refused.
 */
public final class Planning {
  private final Publishers publishers;
  private final FutureOwner futureOwner;
  private final Changes changes;
  private final TrustKeeping keeping;

  public Planning(
      Publishers publishers, FutureOwner futureOwner, Changes changes, TrustKeeping keeping) {
    this.publishers = publishers;
    this.futureOwner = futureOwner;
    this.changes = changes;
    this.keeping = keeping;
  }

  /** Refuses what the caller may not decide about; it is asked again when it becomes true. */
  void require(List<Declared> declared, Caller caller) {
    changes.foresee(caller, demand(declared));
  }

  /** Says what would be done, and does nothing. */
  public List<Planned> plan(List<Declared> declared, Caller caller) {
    try {
      return changes.make(
          caller,
          demand(declared),
          change -> {
            throw new Undone(carryOut(change, declared));
          });
    } catch (Undone e) {
      return e.steps;
    }
  }

  public List<Planned> apply(List<Declared> declared, Caller caller) {
    return changes.make(caller, demand(declared), change -> carryOut(change, declared));
  }

  /** All of it at once, so that no two plans wait for each other. */
  private static Demand demand(List<Declared> declared) {
    return new Demand.TrustAll(declared.stream().map(Declared::target).toList());
  }

  private List<Planned> carryOut(Change change, List<Declared> declared) {
    var all = new ArrayList<Planned>();
    for (var each : declared) {
      var wishes =
          each.wishes().stream()
              .map(wish -> futureOwner.decided(change.tx(), wish, change.caller()))
              .toList();
      var steps = Planned.between(present(change, each.target()), wishes);
      steps.forEach(step -> take(change, step));
      all.addAll(steps);
    }
    return List.copyOf(all);
  }

  private List<Publisher> present(Change change, Target target) {
    return publishers.ofTarget(change.tx(), target).stream()
        .filter(each -> futureOwner.isHis(change.tx(), each, change.caller()))
        .toList();
  }

  private void take(Change change, Planned step) {
    switch (step) {
      case Planned.Kept _ -> {}
      case Planned.Removed(var publisher) ->
          keeping.remove(change, publisher.id(), "a plan leaves it out");
      case Planned.Edited(var before, var wish) -> keeping.edit(change, before.id(), wish);
      case Planned.Added(var wish) -> keeping.add(change, wish);
    }
  }

  /** Undoes a transaction when all of it has been tried. */
  private static final class Undone extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Planned> steps;

    Undone(List<Planned> steps) {
      super("This was only a plan", null, false, false);
      this.steps = steps;
    }
  }
}
