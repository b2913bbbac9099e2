package dev.imprimatur.gate;

import dev.imprimatur.access.Offer;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.PackageRights;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import java.util.stream.Stream;

/**
 * The permissions of people in organizations, and on what they are invited to. A stranger is told
 * the same of an organization that there is and of one that there is not.
 */
final class OrganizationRules {
  private final Organizations organizations;
  private final Owners owners;
  private final PackageRights rights;

  OrganizationRules(People people) {
    this.organizations = people.organizations();
    this.owners = people.owners();
    this.rights = people.rights();
  }

  void require(Tx tx, Action.AboutOrganizations action, Caller.Person person) {
    var user = person.user().name();
    switch (action) {
      case Action.SeeOrganization(var organization) -> {
        if (!sees(tx, person, organization)) {
          throw new PeopleProblem.OrganizationNotFound(organization).asException();
        }
        // A token for some packages must not tell of all the others.
        SessionRules.requireSeeing(person, organization);
      }
      case Action.ManageTeams(var organization) -> requireTeams(tx, person, organization);
      case Action.GrantTeams(var organization, _) -> requireTeams(tx, person, organization);
      case Action.Leave(var organization) -> {
        if (!sees(tx, person, organization)) {
          throw new PeopleProblem.OrganizationNotFound(organization).asException();
        }
        SessionRules.requireSession(person, "@" + organization);
      }
      case Action.SeeOwn _ -> SessionRules.requireSession(person, user.value());
      case Action.Answer(var invitation) -> {
        boolean early = invitation.createdAt().isBefore(person.user().createdAt());
        if (early || !owns(tx, person, invitation.invitee())) {
          throw new PeopleProblem.InvitationNotFound(invitation.id().toString()).asException();
        }
        SessionRules.requireSession(person, user.value());
      }
    }
  }

  boolean sees(Tx tx, Caller.Person person, String organization) {
    return person.user().admin()
        ? organizations.exists(tx, organization)
        : organizations.isMember(tx, organization, person.user().name());
  }

  void requireOwner(Tx tx, Caller.Person person, String organization) {
    if (!person.user().admin() && !organizations.isOwner(tx, organization, person.user().name())) {
      throw notAllowed(
          "%s is not an owner of the organization %s."
              .formatted(person.user().name(), organization));
    }
  }

  void requireGiving(Tx tx, Caller.Person person, PackageName name) {
    if (!person.user().admin() && !rights.gives(tx, name, person.user().name())) {
      throw notAllowed(
          "%s decides about %s for its organization, and only an owner of that gives it away."
              .formatted(person.user().name(), name));
    }
  }

  private void requireTeams(Tx tx, Caller.Person person, String organization) {
    boolean manages =
        person.user().admin()
            || organizations
                .role(tx, organization, person.user().name())
                .filter(Role::decides)
                .isPresent();
    if (!manages) {
      throw notAllowed(
          "%s is neither an owner nor an admin of the organization %s."
              .formatted(person.user().name(), organization));
    }
    SessionRules.requireGoverning(person, organization);
  }

  /** Returns whether an invitation is for this person, or for an organization that they own. */
  private boolean owns(Tx tx, Caller.Person person, OwnerName invitee) {
    var user = person.user().name();
    return invitee.user().filter(user::equals).isPresent()
        || invitee.organization().filter(it -> organizations.isOwner(tx, it, user)).isPresent();
  }

  void keepMemberships(Tx tx, Action action) {
    concerned(tx, action).distinct().sorted().forEach(it -> Turns.shareOfOrganization(tx, it));
  }

  /** The organizations as whose members somebody may have a right to do this. */
  private Stream<String> concerned(Tx tx, Action action) {
    return switch (action) {
      case Action.Write write -> of(tx, write.name());
      case Action.Unpublish(var name) -> of(tx, name);
      case Action.ReviewStaged(var name) -> of(tx, name);
      case Action.ReviewAllStaged(var names) -> names.stream().flatMap(name -> of(tx, name));
      case Action.Trust(var target) -> of(tx, target);
      case Action.TrustAll(var targets) -> targets.stream().flatMap(target -> of(tx, target));
      case Action.Decide(var target) -> of(tx, target);
      case Action.Transfer(var name) -> of(tx, name);
      case Action.GrantTeams(var organization, _) -> Stream.of(organization);
      case Action.Answer(var invitation) ->
          Stream.concat(
              invitation.invitee().organization().stream(),
              invitation.offer() instanceof Offer.OfPackage it ? of(tx, it.name()) : Stream.of());
      // They take the turn of the one organization, change nothing, or are no member's.
      case Action.Represent _,
          Action.ManageTeams _,
          Action.Leave _,
          Action.SeeOrganization _,
          Action.SeeRights _,
          Action.SeeOwn _,
          Action.Search _,
          Action.Star _,
          Action.ListTokens _,
          Action.ManageAccount _,
          Action.ManageSessions _,
          Action.ManageTokens _,
          Action.Read _,
          Action.History _,
          Action.Review _,
          Action.SignedIn _,
          Action.Administer _,
          Action.Operate _,
          Action.Maintain _,
          Action.Browse _,
          Action.Nothing _ ->
          Stream.of();
    };
  }

  private Stream<String> of(Tx tx, PackageName name) {
    // A scope may be another organization's than the package, and decides who may add one.
    return Stream.concat(
        owners.organizationsOf(tx, name).stream(), owners.ofScope(tx, name).stream());
  }

  private Stream<String> of(Tx tx, Target target) {
    return Stream.concat(
        target.name().stream().flatMap(name -> of(tx, name)),
        target.scope().stream().flatMap(scope -> owners.ofScope(tx, scope).stream()));
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
