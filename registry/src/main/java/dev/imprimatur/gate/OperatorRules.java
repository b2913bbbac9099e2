package dev.imprimatur.gate;

import dev.imprimatur.problem.PeopleProblem;

/**
 * The permissions of those who hold no token: the operator, who could write into the database
 * anyway, and the registry itself. Rules about what there may be at all, such as names that are
 * taken, are no permissions; they bind both as they bind everybody.
 */
final class OperatorRules {

  /** What becomes a version of a package has the name of a person or of a publisher on it. */
  void requireOfOperator(Demand demand) {
    switch (demand) {
      case Demand.Publish _,
          Demand.Stage _,
          Demand.WriteDocument _,
          Demand.Review _,
          Demand.Settle _ ->
          throw new PeopleProblem.NotAllowed("No command publishes, approves or rejects versions.")
              .asException();
      case Demand.Nothing _,
          Demand.SignedIn _,
          Demand.Read _,
          Demand.Tag _,
          Demand.Deprecate _,
          Demand.Trust _,
          Demand.TrustAll _,
          Demand.History _,
          Demand.Decide _,
          Demand.Represent _,
          Demand.Administer _,
          Demand.Operate _,
          Demand.Maintain _ -> {}
    }
  }

  void requireOfRegistry(Demand demand) {
    if (!(demand instanceof Demand.Maintain)) {
      throw new PeopleProblem.NotAllowed("The registry by itself only keeps house.").asException();
    }
  }
}
