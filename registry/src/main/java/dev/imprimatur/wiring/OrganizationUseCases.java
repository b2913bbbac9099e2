package dev.imprimatur.wiring;

import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.http.Route;
import dev.imprimatur.orgadmin.InvitationAnswers;
import dev.imprimatur.orgadmin.InvitationRoutes;
import dev.imprimatur.orgadmin.InvitationSender;
import dev.imprimatur.orgadmin.Membership;
import dev.imprimatur.orgadmin.OrganizationRoutes;
import dev.imprimatur.orgadmin.PackageOwnerRoutes;
import dev.imprimatur.orgadmin.PackageOwners;
import dev.imprimatur.orgadmin.PackageTransfer;
import dev.imprimatur.orgadmin.PackageTransferRoutes;
import dev.imprimatur.orgadmin.RightsQueries;
import dev.imprimatur.orgadmin.RightsRoutes;
import dev.imprimatur.orgadmin.TeamAdmin;
import dev.imprimatur.orgadmin.TeamRoutes;
import dev.imprimatur.trustadmin.TrustedPublishers;
import dev.imprimatur.unpublish.UnpublishRoutes;
import java.util.List;
import java.util.stream.Stream;

/** The use cases of organizations, teams, owners and invitations. */
public final class OrganizationUseCases {
  private final Registry registry;

  public final Membership membership;
  public final TeamAdmin teams;
  public final PackageOwners owners;
  public final PackageTransfer transfer;
  public final RightsQueries queries;
  final InvitationAnswers answers;

  OrganizationUseCases(Registry registry, TrustedPublishers publishers) {
    this.registry = registry;
    var people = registry.people;
    var packages = registry.packages;
    var changes = registry.changes;
    var sender = new InvitationSender(people.invitations());
    transfer = new PackageTransfer(packages, people, registry.notices, changes, publishers, sender);
    membership =
        new Membership(
            people.users(),
            people.organizations(),
            people.owners(),
            packages,
            changes,
            publishers,
            sender);
    teams =
        new TeamAdmin(
            people,
            changes,
            registry.world.clock(),
            registry.limits.people().organizations().teamsMax());
    owners = new PackageOwners(packages, people, changes, publishers, sender);
    queries = new RightsQueries(registry.db, people, packages, registry.trust.locks());
    answers = new InvitationAnswers(registry.db, people, changes, membership, owners, transfer);
  }

  List<Route<Action, Caller>> routes(UnpublishRoutes unpublish) {
    return Stream.of(
            new OrganizationRoutes(membership, queries, registry.gate).routes(),
            new TeamRoutes(teams, queries).routes(),
            new RightsRoutes(owners, queries).routes(),
            new PackageOwnerRoutes(owners, queries, unpublish::revise).routes(),
            new PackageTransferRoutes(transfer).routes(),
            new InvitationRoutes(answers).routes())
        .flatMap(List::stream)
        .toList();
  }
}
