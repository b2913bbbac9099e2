package dev.imprimatur.entrust;

import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.trust.Drifts;
import dev.imprimatur.trust.Drifts.Drift;
import dev.imprimatur.trust.Publisher;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Decides about projects that are no longer who they were: whether the project that came is to be
 * the trusted one from now on.
 */
public final class Deciding {
  private final TrustKeeping.Ledgers ledgers;
  private final Change change;
  private final Gate gate;

  public Deciding(TrustKeeping.Ledgers ledgers, Change change, Gate gate) {
    this.ledgers = ledgers;
    this.change = change;
    this.gate = gate;
  }

  /**
   * A project to decide about.
   *
   * @param project what its last token calls it, if its issuer is still known
   */
  public record Question(Drift drift, Optional<String> project) {}

  /**
   * What somebody makes of one.
   *
   * @param by who, as the audit log writes it
   */
  public record Choice(PackageName name, String id, boolean accepted, String by) {}

  /** What there was and is to decide about a package, the newest first. */
  public List<Question> of(PackageName name) {
    return ledgers.db().read(tx -> asked(tx, drifts().of(tx, name)));
  }

  /** What is to be decided about all packages, the newest first. */
  public List<Question> open() {
    return ledgers.db().read(tx -> asked(tx, drifts().open(tx)));
  }

  private List<Question> asked(Tx tx, List<Drift> drifts) {
    return drifts.stream().map(drift -> new Question(drift, project(tx, drift))).toList();
  }

  private Optional<String> project(Tx tx, Drift drift) {
    return ledgers
        .trust()
        .publishers()
        .find(tx, drift.publisher())
        .flatMap(publisher -> ledgers.issuers().find(tx, publisher.identity().issuer()))
        .map(issuer -> issuer.restore(drift.said()).project())
        .filter(project -> !project.isBlank());
  }

  /** Decides for an owner; for all packages of a pattern only he does who decides about it. */
  void decide(PackageName name, String id, boolean accepted, Caller caller) {
    var choice = new Choice(name, id, accepted, caller.actor().value());
    change.make(
        caller,
        Demand.Decide.about(name),
        (tx, happened) -> {
          var decided = decided(tx, choice, happened);
          if (accepted && !decided.wide()) {
            gate.readmit(tx, new Demand.Decide(decided.publisher().target()), caller);
          }
          return decided;
        });
  }

  /** Decides, once and for all; returns the publisher as it was. */
  public Publisher decide(Tx tx, Choice choice, Consumer<Event> happened) {
    return decided(tx, choice, happened).publisher();
  }

  /**
   * What was decided about.
   *
   * @param publisher as it was
   * @param wide whether it is for many projects, and one of them was decided about
   */
  private record Decided(Publisher publisher, boolean wide) {}

  private Decided decided(Tx tx, Choice choice, Consumer<Event> happened) {
    var drift = drifts().require(tx, choice.id());
    if (!drift.name().equals(choice.name())
        || !drifts().decide(tx, drift, choice.by(), choice.accepted())) {
      throw new TrustProblem.DecisionNotFound(choice.id()).asException();
    }
    var publisher = ledgers.trust().publishers().require(tx, drift.publisher());
    var decided = new Decided(publisher, isWide(tx, publisher));
    if (choice.accepted()) {
      accept(tx, decided, drift);
    }
    happened.accept(
        new TrustEvent.IdentityDecided(
            drift.name().value(), publisher.id().value(), drift.id(), choice.accepted()));
    return decided;
  }

  /** What was minted while the former project was trusted ends with that trust. */
  private void accept(Tx tx, Decided decided, Drift drift) {
    var publisher = decided.publisher();
    if (decided.wide()) {
      requireOfPackage(publisher, drift);
      ledgers.trust().publishers().repin(tx, publisher.id(), drift.name(), drift.ids());
    } else {
      ledgers.trust().publishers().repin(tx, publisher, drift.ids());
    }
    ledgers.tokens().revokeOfPublisher(tx, publisher.id().value());
  }

  /** Another owner would be one for all packages of the pattern, and not for this one alone. */
  private static void requireOfPackage(Publisher publisher, Drift drift) {
    switch (drift.kind()) {
      case RECREATED, NEW_PROJECT -> {}
      case TRANSFERRED, REPLACED ->
          throw new PeopleProblem.NotAllowed(
                  ("The trusted publisher of %s is for all projects of one owner, and this one is"
                          + " another's. Add a trusted publisher for it alone.")
                      .formatted(publisher.target()))
              .asException();
    }
  }

  private boolean isWide(Tx tx, Publisher publisher) {
    var identity = publisher.identity();
    return ledgers
        .issuers()
        .find(tx, identity.issuer())
        .filter(issuer -> issuer.rulebook().isWide(identity.settings()))
        .isPresent();
  }

  private Drifts drifts() {
    return ledgers.trust().drifts();
  }
}
