package dev.imprimatur.wiring;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Route;
import dev.imprimatur.staging.CiAccountAdmin;
import dev.imprimatur.staging.DecisionWait;
import dev.imprimatur.staging.FourEyes;
import dev.imprimatur.staging.GroupRoutes;
import dev.imprimatur.staging.ReleaseGroups;
import dev.imprimatur.staging.StageRoutes;
import dev.imprimatur.staging.StagedDecisions;
import dev.imprimatur.staging.StagedExpiry;
import dev.imprimatur.staging.StagedReview;
import dev.imprimatur.tokens.CiAccounts;
import java.util.List;
import java.util.stream.Stream;

/** The use cases of staged versions. */
public final class StagingCases {
  public final CiAccountAdmin ciAccounts;
  final StagedExpiry expiry;
  private final Registry registry;
  private final StagedDecisions decisions;

  StagingCases(Registry registry) {
    this.registry = registry;
    var known = new CiAccounts();
    var clock = registry.world.clock();
    ciAccounts = new CiAccountAdmin(registry.people.users(), known, registry.changes);
    decisions =
        new StagedDecisions(
            registry.packages,
            registry.gate,
            registry.versionRelease,
            new FourEyes(registry.trust.locks(), known),
            clock);
    expiry =
        new StagedExpiry(
            registry.db,
            registry.packages,
            decisions,
            registry.maintenance,
            clock,
            registry.limits.publishers().stagedMax());
  }

  List<Route<Action, Caller>> routes() {
    var review =
        new StagedReview(
            registry.db,
            registry.packages,
            registry.blobs,
            registry.gate,
            registry.changes,
            decisions);
    var groups =
        new ReleaseGroups(
            registry.db,
            registry.packages,
            registry.gate,
            registry.changes,
            review,
            decisions,
            registry.ids);
    var wait = new DecisionWait(registry.db, registry.packages, registry.gate);
    int bodyBytesMax = registry.limits.requests().bodyBytesMax();
    return Stream.of(
            new StageRoutes(review).routes(),
            new GroupRoutes(groups, review, wait, bodyBytesMax).routes())
        .flatMap(List::stream)
        .toList();
  }
}
