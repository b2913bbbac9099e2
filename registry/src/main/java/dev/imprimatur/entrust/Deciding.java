package dev.imprimatur.entrust;

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

  /** What there was and is to decide about a package, the newest first. */
  List<Drift> of(PackageName name) {
    return ledgers.db().read(tx -> drifts().of(tx, name));
  }

  void decide(PackageName name, String id, boolean accepted, Caller caller) {
    change.make(
        caller,
        Demand.Decide.about(name),
        (tx, happened) -> {
          var drift = drifts().require(tx, id);
          if (!drift.name().equals(name)
              || !drifts().decide(tx, drift, caller.actor().value(), accepted)) {
            throw new TrustProblem.DecisionNotFound(id).asException();
          }
          var publisher = ledgers.trust().publishers().require(tx, drift.publisher());
          if (accepted) {
            accept(tx, publisher, drift, caller);
          }
          happened.accept(
              new TrustEvent.IdentityDecided(
                  name.value(), publisher.id().value(), drift.id(), accepted));
          return drift;
        });
  }

  /** What was minted while the former project was trusted ends with that trust. */
  private void accept(Tx tx, Publisher publisher, Drift drift, Caller caller) {
    if (isWide(publisher)) {
      requireOfPackage(publisher, drift);
      ledgers.trust().publishers().repin(tx, publisher.id(), drift.name(), drift.ids());
    } else {
      // For all packages of a pattern only he decides who decides about the pattern.
      gate.readmit(tx, new Demand.Decide(publisher.target()), caller);
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

  private boolean isWide(Publisher publisher) {
    var identity = publisher.identity();
    return ledgers
        .issuers()
        .find(identity.issuer())
        .filter(issuer -> issuer.rulebook().isWide(identity.settings()))
        .isPresent();
  }

  private Drifts drifts() {
    return ledgers.trust().drifts();
  }
}
