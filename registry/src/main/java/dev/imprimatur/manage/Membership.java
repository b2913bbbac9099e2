package dev.imprimatur.manage;

import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.People;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.PeopleEvent;
import dev.imprimatur.db.Tx;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import java.util.function.Consumer;

/** Who belongs to an organization, and which scopes are its own, for the operator to decide. */
public final class Membership {
  private final People people;

  public Membership(People people) {
    this.people = people;
  }

  /** Adds an organization, with the scope of its name if that is nobody's. */
  public void add(Tx tx, String organization, UserName owner, Consumer<Event> happened) {
    take(tx, organization, organization);
    people.users().require(tx, owner);
    people.organizations().add(tx, organization, owner);
    happened.accept(new PeopleEvent.OrganizationAdded(organization, owner.value()));
  }

  /** Adds a member, or gives one another role. */
  public void addMember(Tx tx, String organization, Member member, Consumer<Event> happened) {
    Turns.takeOfOrganization(tx, organization);
    people.users().require(tx, member.user());
    people.organizations().addMember(tx, organization, member);
    happened.accept(
        new PeopleEvent.MemberAdded(organization, member.user().value(), member.role().wire()));
  }

  /** Removes a member. Of two owners who are removed at once one stays: somebody must decide. */
  public void removeMember(Tx tx, String organization, UserName user, Consumer<Event> happened) {
    Turns.takeOfOrganization(tx, organization);
    people.organizations().removeMember(tx, organization, user);
    happened.accept(new PeopleEvent.MemberRemoved(organization, user.value()));
  }

  /** Gives an organization a scope; it is written without its at sign. */
  public void addScope(Tx tx, String organization, String scope, Consumer<Event> happened) {
    take(tx, organization, scope);
    people.organizations().addScope(tx, organization, scope);
    happened.accept(new PeopleEvent.ScopeAdded(organization, scope));
  }

  private static void take(Tx tx, String organization, String scope) {
    Turns.takeOfOrganization(tx, organization);
    Turns.take(tx, new Target("@" + scope + "/*"));
  }
}
