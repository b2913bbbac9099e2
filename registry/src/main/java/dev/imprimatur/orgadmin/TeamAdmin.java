package dev.imprimatur.orgadmin;

import dev.imprimatur.access.OrganizationTeam;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.Right;
import dev.imprimatur.access.TeamGrants;
import dev.imprimatur.access.TeamName;
import dev.imprimatur.access.Teams;
import dev.imprimatur.access.Teams.Team;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.OrganizationEvent;
import dev.imprimatur.audit.OwnershipEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.tokens.People;
import java.time.InstantSource;
import java.util.Optional;

/** The teams of organizations, who is in them, and what they may do with which package. */
public final class TeamAdmin {
  private final Organizations organizations;
  private final Owners owners;
  private final Teams teams;
  private final TeamGrants grants;
  private final Changes changes;
  private final InstantSource clock;
  private final int teamsMax;

  public TeamAdmin(People people, Changes changes, InstantSource clock, int teamsMax) {
    this.organizations = people.organizations();
    this.owners = people.owners();
    this.teams = people.teams();
    this.grants = people.grants();
    this.changes = changes;
    this.clock = clock;
    this.teamsMax = teamsMax;
  }

  /** Adds a team, which is empty and may do nothing. */
  public void add(String organization, Team team, Caller caller) {
    changes.make(
        caller,
        new Action.ManageTeams(organization),
        change -> {
          var tx = change.tx();
          organizations.require(tx, organization);
          if (teams.all(tx, organization).size() >= teamsMax) {
            throw new PeopleProblem.LimitReached("teams of " + organization, teamsMax)
                .asException();
          }
          if (!teams.add(tx, organization, team, clock.instant())) {
            throw new PeopleProblem.TeamExists(organization, team.name().value()).asException();
          }
          change.happened(new OrganizationEvent.TeamAdded(organization, team.name().value()));
          return team;
        });
  }

  /** Removes a team, and what it may do; an organization keeps its developers. */
  public void remove(OrganizationTeam team, Caller caller) {
    manage(
        team,
        caller,
        change -> {
          var tx = change.tx();
          if (team.name().equals(TeamName.DEVELOPERS)) {
            throw new PeopleProblem.NotAllowed(
                    "Every organization has the team developers, and nobody removes it.")
                .asException();
          }
          grants.removeAll(tx, team);
          teams.remove(tx, team);
          change.happened(
              new OrganizationEvent.TeamRemoved(team.organization(), team.name().value()));
          return team;
        });
  }

  /** Adds a member of the organization to a team. */
  public void addMember(OrganizationTeam team, UserName user, Caller caller) {
    manage(
        team,
        caller,
        change -> {
          var tx = change.tx();
          if (!organizations.isMember(tx, team.organization(), user)) {
            throw new PeopleProblem.NoMember(team.organization(), user.value()).asException();
          }
          if (teams.addMember(tx, team, user)) {
            change.happened(
                new OrganizationEvent.TeamMemberAdded(
                    team.organization(), team.name().value(), user.value()));
          }
          return team;
        });
  }

  /** Takes a member out of a team; they still belong to the organization. */
  public void removeMember(OrganizationTeam team, UserName user, Caller caller) {
    manage(
        team,
        caller,
        change -> {
          if (!teams.removeMember(change.tx(), team, user)) {
            throw new PeopleProblem.NoMember(team.toString(), user.value()).asException();
          }
          change.happened(
              new OrganizationEvent.TeamMemberRemoved(
                  team.organization(), team.name().value(), user.value()));
          return team;
        });
  }

  private void manage(OrganizationTeam team, Caller caller, Changes.Step<OrganizationTeam> step) {
    changes.make(
        caller,
        new Action.ManageTeams(team.organization()),
        change -> {
          teams.require(change.tx(), team);
          return step.take(change);
        });
  }

  /** Lets a team read a package of its organization, or write to it as well. */
  public void grant(OrganizationTeam team, PackageName name, Right right, Caller caller) {
    changes.make(
        caller,
        new Action.GrantTeams(team.organization(), name),
        change -> {
          var tx = change.tx();
          teams.require(tx, team);
          if (!owners.of(tx, name).contains(OwnerName.ofOrganization(team.organization()))) {
            throw new PeopleProblem.NotAllowed(
                    "%s owns no package %s.".formatted(team.organization(), name))
                .asException();
          }
          if (!grants.find(tx, name, team).equals(Optional.of(right))) {
            grants.set(tx, name, team, right);
            change.happened(new OwnershipEvent.TeamAccessSet(name, whose(team), right.wire()));
          }
          return team;
        });
  }

  /** Takes a team's right on a package away. */
  public void revoke(OrganizationTeam team, PackageName name, Caller caller) {
    changes.make(
        caller,
        new Action.GrantTeams(team.organization(), name),
        change -> {
          var tx = change.tx();
          teams.require(tx, team);
          if (!grants.remove(tx, name, team)) {
            throw new PeopleProblem.NotAllowed(
                    "The team %s of %s has no right on %s."
                        .formatted(team.name(), team.organization(), name))
                .asException();
          }
          change.happened(new OwnershipEvent.TeamAccessRemoved(name, whose(team)));
          return team;
        });
  }

  private static OwnershipEvent.Team whose(OrganizationTeam team) {
    return new OwnershipEvent.Team(team.organization(), team.name().value());
  }
}
