package dev.imprimatur.trustadmin;

import dev.imprimatur.audit.TrustEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.issuers.Issuers;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Drifts;
import dev.imprimatur.trust.Drifts.Drift;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publishers;
import java.util.List;
import java.util.Optional;

/**
 * The decisions about drifts: whether the project that came is to be the trusted one from now on.
 */
public final class DriftDecisions {
  private final Database db;
  private final Publishers publishers;
  private final Drifts drifts;
  private final Issuers issuers;
  private final Tokens tokens;
  private final Changes changes;

  public DriftDecisions(
      Database db,
      Publishers publishers,
      Drifts drifts,
      Issuers issuers,
      Tokens tokens,
      Changes changes) {
    this.db = db;
    this.publishers = publishers;
    this.drifts = drifts;
    this.issuers = issuers;
    this.tokens = tokens;
    this.changes = changes;
  }

  /**
   * A drift to decide about.
   *
   * @param project what its last token calls it, if its issuer is still known
   */
  public record Question(Drift drift, Optional<String> project) {}

  /** The choice of an owner about a drift. */
  public record Choice(PackageName name, String id, boolean accepted) {}

  /** The drifts of a package, decided or not, the newest first. */
  public List<Question> of(PackageName name) {
    return db.read(tx -> asked(tx, drifts.of(tx, name)));
  }

  /** The drifts of all packages that are not decided yet, the newest first. */
  public List<Question> open() {
    return db.read(tx -> asked(tx, drifts.open(tx)));
  }

  private List<Question> asked(Tx tx, List<Drift> all) {
    return all.stream().map(drift -> new Question(drift, project(tx, drift))).toList();
  }

  private Optional<String> project(Tx tx, Drift drift) {
    return publishers
        .find(tx, drift.publisher())
        .flatMap(publisher -> issuers.find(tx, publisher.identity().issuer()))
        .map(issuer -> issuer.restore(drift.said()).project())
        .filter(project -> !project.isBlank());
  }

  /**
   * Decides a drift, once and for all; if it is for all packages of a pattern, only who decides
   * about that may.
   */
  public void decide(Choice choice, Caller caller) {
    changes.make(
        caller,
        Action.Decide.about(choice.name()),
        change -> {
          var decided = decided(change, choice);
          if (choice.accepted() && !decided.wide()) {
            change.require(new Action.Decide(decided.publisher().target()));
          }
          return decided;
        });
  }

  /**
   * The publisher that is decided about.
   *
   * @param publisher as it was
   * @param wide whether it is for many projects, and one of them was decided about
   */
  private record Decided(Publisher publisher, boolean wide) {}

  private Decided decided(Change change, Choice choice) {
    var tx = change.tx();
    var drift = drifts.require(tx, choice.id());
    if (!drift.name().equals(choice.name())
        || !drifts.decide(tx, drift, change.by(), choice.accepted())) {
      throw new TrustProblem.DecisionNotFound(choice.id()).asException();
    }
    var publisher = publishers.require(tx, drift.publisher());
    var decided = new Decided(publisher, matchesManyProjects(tx, publisher));
    if (choice.accepted()) {
      accept(tx, decided, drift);
    }
    change.happened(
        new TrustEvent.IdentityDecided(
            drift.name().value(), publisher.id().value(), drift.id(), choice.accepted()));
    return decided;
  }

  /**
   * Accepts the new project; tokens that were minted while the former was trusted end with that
   * trust.
   */
  private void accept(Tx tx, Decided decided, Drift drift) {
    var publisher = decided.publisher();
    if (decided.wide()) {
      requireOfPackage(publisher, drift);
      publishers.repin(tx, publisher.id(), drift.name(), drift.ids());
    } else {
      publishers.repin(tx, publisher, drift.ids());
    }
    tokens.revokeOfPublisher(tx, publisher.id().value());
  }

  /**
   * Requires that the decision is about this package alone: another owner would be trusted with all
   * packages of the pattern.
   */
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

  private boolean matchesManyProjects(Tx tx, Publisher publisher) {
    var identity = publisher.identity();
    return issuers
        .find(tx, identity.issuer())
        .filter(issuer -> issuer.rulebook().matchesManyProjects(identity.settings()))
        .isPresent();
  }
}
