package dev.imprimatur.gate;

import dev.imprimatur.problem.PeopleProblem;

/**
 * The permissions of callers without a token: the operator, who could write into the database
 * anyway, and the registry itself. Rules about what may exist at all, such as names that are taken,
 * are no permissions; they bind these two as they bind everybody.
 */
final class OperatorRules {

  /**
   * Refuses to publish or approve as the operator: a version bears the name of a person or
   * publisher.
   */
  void requireOfOperator(Action action) {
    switch (action) {
      case Action.Publish _,
          Action.Stage _,
          Action.WriteDocument _,
          Action.Browse _,
          Action.Star _,
          Action.Review _,
          Action.ReviewStaged _,
          Action.ReviewAllStaged _ ->
          throw new PeopleProblem.NotAllowed("No command publishes, approves or rejects versions.")
              .asException();
      case Action.Leave _, Action.SeeOwn _, Action.Answer _ ->
          throw new PeopleProblem.NotAllowed("Only a person leaves, accepts or declines.")
              .asException();
      case Action.Nothing _,
          Action.SignedIn _,
          Action.Search _,
          Action.Read _,
          Action.Tag _,
          Action.Deprecate _,
          Action.Trust _,
          Action.TrustAll _,
          Action.History _,
          Action.Unpublish _,
          Action.Decide _,
          Action.Transfer _,
          Action.Represent _,
          Action.ManageAccount _,
          Action.ManageSessions _,
          Action.SeeRights _,
          Action.SeeOrganization _,
          Action.ManageTeams _,
          Action.GrantTeams _,
          Action.ListTokens _,
          Action.ManageTokens _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _ -> {}
    }
  }

  void requireOfRegistry(Action action) {
    if (!(action instanceof Action.Maintain)) {
      throw new PeopleProblem.NotAllowed("The registry by itself only keeps house.").asException();
    }
  }
}
