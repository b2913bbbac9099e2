package dev.imprimatur.trustadmin;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;

/** The members and scopes of organizations, as the operator decides them. */
public final class Membership {
  private static final Action OPERATE = new Action.Operate();

  private final Users users;
  private final Organizations organizations;
  private final Changes changes;
  private final TrustedPublishers keeping;

  public Membership(
      Users users, Organizations organizations, Changes changes, TrustedPublishers keeping) {
    this.users = users;
    this.organizations = organizations;
    this.changes = changes;
    this.keeping = keeping;
  }

  /** Adds an organization, with the scope of its name if nobody owns that. */
  public void add(String organization, UserName owner, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          var tx = change.tx();
          take(tx, organization, organization);
          users.require(tx, owner);
          organizations.add(tx, organization, owner);
          change.happened(new PeopleEvent.OrganizationAdded(organization, owner.value()));
          dismissOthers(change, organization);
          return organization;
        });
  }

  /** Adds a member, or gives one another role. */
  public void addMember(String organization, Member member, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          var tx = change.tx();
          Turns.takeOfOrganization(tx, organization);
          users.require(tx, member.user());
          organizations.addMember(tx, organization, member);
          change.happened(
              new PeopleEvent.MemberAdded(
                  organization, member.user().value(), member.role().wire()));
          return member;
        });
  }

  /** Removes a member. If two owners are removed at once, one stays: somebody must decide. */
  public void removeMember(String organization, UserName user, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          var tx = change.tx();
          Turns.takeOfOrganization(tx, organization);
          organizations.removeMember(tx, organization, user);
          change.happened(new PeopleEvent.MemberRemoved(organization, user.value()));
          return user;
        });
  }

  /** Gives an organization a scope; it is written without its at sign. */
  public void addScope(String organization, String scope, Caller caller) {
    changes.make(
        caller,
        OPERATE,
        change -> {
          var tx = change.tx();
          take(tx, organization, scope);
          organizations.addScope(tx, organization, scope);
          change.happened(new PeopleEvent.ScopeAdded(organization, scope));
          dismissOthers(change, scope);
          return scope;
        });
  }

  /**
   * Removes the publishers of others that wait for names in the scope, as those can never be
   * theirs.
   */
  private void dismissOthers(Change change, String scope) {
    organizations
        .ofScope(change.tx(), scope)
        .map(OwnerName::ofOrganization)
        .ifPresent(owner -> keeping.removeWaitingInScope(change, scope, owner));
  }

  private static void take(Tx tx, String organization, String scope) {
    Turns.takeOfOrganization(tx, organization);
    Turns.take(tx, new Target("@" + scope + "/*"));
  }
}
