package dev.imprimatur.entrust;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.Event;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import dev.imprimatur.trust.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Makes what packages trust what a file declares, all of it or nothing. A plan is the same, undone
 * before it comes true: so it says exactly what would happen, and what would be refused.
 */
public final class Planning {
  private final Ledgers ledgers;
  private final Gate gate;
  private final TrustKeeping keeping;
  private final FutureOwner futureOwner;

  /** Where whom packages trust, and what happens to that, is written down. */
  public record Ledgers(Database db, Publishers publishers, Audit audit) {}

  public Planning(Ledgers ledgers, Gate gate, TrustKeeping keeping, FutureOwner futureOwner) {
    this.ledgers = ledgers;
    this.gate = gate;
    this.keeping = keeping;
    this.futureOwner = futureOwner;
  }

  /** Refuses what the caller may not decide about; it is asked again when it becomes true. */
  void require(List<Declared> declared, Caller caller) {
    ledgers
        .db()
        .read(tx -> {
          declared.forEach(each -> gate.foresee(tx, new Demand.Trust(each.target()), caller));
          return declared;
        });
  }

  /** Says what would be done, and does nothing. */
  List<Planned> plan(List<Declared> declared, Caller caller) {
    return undone(tx -> carryOut(tx, declared, new CallersOwn(tx, caller)));
  }

  List<Planned> apply(List<Declared> declared, Caller caller) {
    return ledgers.db().write(tx -> carryOut(tx, declared, new CallersOwn(tx, caller)));
  }

  /** The same for the operator. */
  public List<Planned> plan(List<Declared> declared) {
    return undone(tx -> carryOut(tx, declared, new Operators(tx)));
  }

  public List<Planned> apply(List<Declared> declared) {
    return ledgers.db().write(tx -> carryOut(tx, declared, new Operators(tx)));
  }

  private List<Planned> carryOut(Tx tx, List<Declared> declared, Author author) {
    var all = new ArrayList<Planned>();
    // Before any of them is changed, so that no two plans wait for each other.
    Turns.takeMany(tx, declared.stream().map(Declared::target).toList());
    for (var each : declared) {
      author.require(each.target());
      var wishes = each.wishes().stream().map(wish -> author.owned(wish, each.owner())).toList();
      var present = author.seen(ledgers.publishers().ofTarget(tx, each.target()));
      var steps = Planned.between(present, wishes);
      steps.forEach(step -> take(tx, step, author));
      all.addAll(steps);
    }
    return List.copyOf(all);
  }

  private void take(Tx tx, Planned step, Author author) {
    author.require(step);
    switch (step) {
      case Planned.Kept _ -> {}
      case Planned.Removed(var publisher) ->
          keeping.remove(tx, publisher.id(), "a plan leaves it out", author::tell);
      case Planned.Edited(var before, var wish) ->
          keeping.edit(tx, before.id(), wish, author::tell);
      case Planned.Added(var wish) -> keeping.add(tx, wish, author::tell);
    }
  }

  private List<Planned> undone(Function<Tx, List<Planned>> work) {
    try {
      return ledgers
          .db()
          .write(tx -> {
            throw new Undone(work.apply(tx));
          });
    } catch (Undone e) {
      return e.steps;
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

  /** Who wants a plan to be carried out. */
  private interface Author {
    /** Refuses what is not his to decide about. */
    void require(Target target);

    /** Refuses what is not for him to do with what is his. */
    void require(Planned step);

    /** Says who will own what does not exist. */
    Wish owned(Wish wish, Optional<OwnerName> named);

    /** Those of a target that are his to see. */
    List<Publisher> seen(List<Publisher> publishers);

    void tell(Event event);
  }

  private final class CallersOwn implements Author {
    private final Tx tx;
    private final Caller caller;

    CallersOwn(Tx tx, Caller caller) {
      this.tx = tx;
      this.caller = caller;
    }

    @Override
    public void require(Target target) {
      gate.readmit(tx, new Demand.Trust(target), caller);
    }

    @Override
    public void require(Planned step) {
      switch (step) {
        case Planned.Kept _ -> {}
        case Planned.Removed(var publisher) ->
            keeping.requireReplaceable(tx, publisher.id(), caller);
        case Planned.Edited(var before, var wish) -> {
          keeping.requireReplaceable(tx, before.id(), caller);
          keeping.requireAddable(tx, wish, caller);
        }
        case Planned.Added(var wish) -> keeping.requireAddable(tx, wish, caller);
      }
    }

    @Override
    public Wish owned(Wish wish, Optional<OwnerName> named) {
      return futureOwner.decided(tx, wish, named, caller);
    }

    @Override
    public List<Publisher> seen(List<Publisher> publishers) {
      return publishers.stream().filter(each -> futureOwner.isHis(tx, each, caller)).toList();
    }

    @Override
    public void tell(Event event) {
      ledgers.audit().record(tx, caller.actor(), event);
    }
  }

  private final class Operators implements Author {
    private final Tx tx;

    Operators(Tx tx) {
      this.tx = tx;
    }

    @Override
    public void require(Target target) {}

    @Override
    public void require(Planned step) {}

    @Override
    public Wish owned(Wish wish, Optional<OwnerName> named) {
      return futureOwner.decided(tx, wish, named);
    }

    @Override
    public List<Publisher> seen(List<Publisher> publishers) {
      return publishers;
    }

    @Override
    public void tell(Event event) {
      ledgers.audit().record(tx, Actor.OPERATOR, event);
    }
  }
}
