package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Offer;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.OrganizationEvent;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import dev.imprimatur.trustadmin.TrustedPublishers;

/** The members and scopes of organizations, and what they must have. */
public final class Membership {
  private static final Action OPERATE = new Action.Operate();

  private final Users users;
  private final Organizations organizations;
  private final Owners owners;
  private final Packages packages;
  private final Changes changes;
  private final TrustedPublishers publishers;
  private final InvitationSender invitations;

  public Membership(
      Users users,
      Organizations organizations,
      Owners owners,
      Packages packages,
      Changes changes,
      TrustedPublishers publishers,
      InvitationSender invitations) {
    this.users = users;
    this.organizations = organizations;
    this.owners = owners;
    this.packages = packages;
    this.changes = changes;
    this.publishers = publishers;
    this.invitations = invitations;
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

  /**
   * Gives a member another role, or invites somebody to become one. Whoever runs the registry adds
   * them at once.
   */
  public Outcome set(String organization, Member member, Caller caller) {
    return changes.make(
        caller,
        new Action.Represent(organization),
        change -> {
          var tx = change.tx();
          organizations.require(tx, organization);
          if (organizations.isMember(tx, organization, member.user())) {
            join(change, organization, member);
            return new Outcome.Done();
          }
          var offer = new Offer.Membership(organization, member.role());
          if (InvitationSender.mustAsk(caller)) {
            return invitations.send(change, offer, OwnerName.of(member.user()));
          }
          users.require(tx, member.user());
          join(change, organization, member);
          return new Outcome.Done();
        });
  }

  /** Makes somebody a member who accepted it, or who is one in another role. */
  public void join(Change change, String organization, Member member) {
    organizations.addMember(change.tx(), organization, member);
    showAnew(change.tx(), organization);
    change.happened(
        new PeopleEvent.MemberAdded(organization, member.user().value(), member.role().wire()));
  }

  /**
   * Removes a member, who may be the caller. If two owners are removed at once, one stays: somebody
   * must decide.
   */
  public void remove(String organization, UserName user, Caller caller) {
    boolean leaves = caller instanceof Caller.Person person && person.user().name().equals(user);
    changes.make(
        caller,
        leaves ? new Action.Leave(organization) : new Action.Represent(organization),
        change -> {
          var tx = change.tx();
          organizations.require(tx, organization);
          if (!organizations.isMember(tx, organization, user)) {
            throw new PeopleProblem.NoMember(organization, user.value()).asException();
          }
          leave(change, organization, user);
          return user;
        });
  }

  /** Makes somebody no member any more, in a change under way. */
  public void leave(Change change, String organization, UserName user) {
    organizations.removeMember(change.tx(), organization, user);
    showAnew(change.tx(), organization);
    change.happened(new PeopleEvent.MemberRemoved(organization, user.value()));
  }

  /** Demands a second factor of the members, or does so no more. */
  public void demandSecondFactor(String organization, boolean demanded, Caller caller) {
    changes.make(
        caller,
        new Action.Represent(organization),
        change -> {
          if (organizations.demandSecondFactor(change.tx(), organization, demanded)) {
            change.happened(new OrganizationEvent.SecondFactorDemanded(organization, demanded));
          }
          return organization;
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

  /** Has the packages shown anew: those who decide for their owner are their maintainers. */
  private void showAnew(Tx tx, String organization) {
    owners
        .packagesOf(tx, OwnerName.ofOrganization(organization))
        .forEach(name -> packages.bumpRevision(tx, name));
  }

  /**
   * Removes the publishers of others that wait for names in the scope, as those can never be
   * theirs.
   */
  private void dismissOthers(Change change, String scope) {
    organizations
        .ofScope(change.tx(), scope)
        .map(OwnerName::ofOrganization)
        .ifPresent(owner -> publishers.removeWaitingInScope(change, scope, owner));
  }

  /**
   * Takes the turn of the scope first: whoever publishes in it has that when they want the other.
   */
  private static void take(Tx tx, String organization, String scope) {
    Turns.take(tx, new Target("@" + scope + "/*"));
    Turns.takeOfOrganization(tx, organization);
  }
}
