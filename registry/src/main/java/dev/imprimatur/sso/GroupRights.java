package dev.imprimatur.sso;

import dev.imprimatur.access.OrganizationTeam;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Organizations.Member;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.TeamName;
import dev.imprimatur.access.Teams;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.OrganizationEvent;
import dev.imprimatur.audit.SignOnEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.db.Tx;
import dev.imprimatur.identities.GivenRights;
import dev.imprimatur.identities.GivenRights.Given;
import dev.imprimatur.orgadmin.Membership;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Turns;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rights that somebody's groups gave, made the same as what their groups give now. What was
 * given by hand stays apart: it is neither recorded as the groups' nor taken away with them.
 */
final class GroupRights {
  private static final Logger LOG = System.getLogger(GroupRights.class.getName());

  /** An organization before its teams. */
  private static final Comparator<Given> BY_PLACE =
      Comparator.comparing(Given::organization).thenComparing(Given::team);

  private final Users users;
  private final Organizations organizations;
  private final Teams teams;
  private final Membership membership;
  private final GivenRights given;

  GroupRights(People people, Membership membership, GivenRights given) {
    this.users = people.users();
    this.organizations = people.organizations();
    this.teams = people.teams();
    this.membership = membership;
    this.given = given;
  }

  /**
   * Takes the turns of all organizations that are concerned, in an order in which no two
   * transactions can wait for each other; before any row is changed.
   */
  void takeTurns(Change change, UserName user, String issuer, Set<Given> wanted) {
    var before = given.of(change.tx(), user, issuer);
    Stream.concat(before.stream(), wanted.stream())
        .map(Given::organization)
        .filter(organization -> !organization.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new))
        .forEach(organization -> Turns.takeOfOrganization(change.tx(), organization));
  }

  /** Gives what is new and takes away what is no more; the turns are taken. */
  void apply(Change change, UserName user, String issuer, Set<Given> wanted) {
    var before = given.of(change.tx(), user, issuer);
    before.stream()
        .filter(old -> among(wanted, old).isEmpty())
        .sorted(BY_PLACE.reversed())
        .forEach(old -> take(change, user, issuer, old));
    wanted.stream()
        .sorted(BY_PLACE)
        .forEach(each -> give(change, user, issuer, new Step(each, among(before, each))));
  }

  /**
   * Takes away everything that an issuer's groups gave; the turns are taken. What cannot be taken,
   * as the role of a last owner, is theirs from now on.
   */
  void takeAll(Change change, UserName user, String issuer) {
    apply(change, user, issuer, Set.of());
    given.removeAll(change.tx(), user, issuer);
  }

  /** Those whose rights came from an identity that was unlinked. */
  List<GivenRights.Orphan> orphans(Tx tx) {
    return given.orphans(tx);
  }

  /** A right to give, and what was given in the same place before. */
  private record Step(Given wanted, Optional<Given> before) {}

  private void give(Change change, UserName user, String issuer, Step step) {
    var wanted = step.wanted();
    var role = role(change, user, wanted);
    boolean ours = role.isPresent() && role.equals(step.before().map(Given::role));
    if (role.isPresent() && !ours) {
      // Somebody has decided otherwise by hand, and that is theirs from now on.
      step.before().ifPresent(old -> given.remove(change.tx(), user, issuer, old));
      return;
    }
    if (!role.equals(Optional.of(wanted.role()))) {
      if (!set(change, user, wanted)) {
        return;
      }
    }
    given.add(change.tx(), user, issuer, wanted);
  }

  private void take(Change change, UserName user, String issuer, Given old) {
    boolean ours = role(change, user, old).equals(Optional.of(old.role()));
    if (!ours || unset(change, user, old)) {
      given.remove(change.tx(), user, issuer, old);
    }
  }

  private static Optional<Given> among(Set<Given> rights, Given place) {
    return rights.stream()
        .filter(each -> each.organization().equals(place.organization()))
        .filter(each -> each.team().equals(place.team()))
        .findFirst();
  }

  /** The role of somebody in a place now, whoever gave it; empty if they have none there. */
  private Optional<String> role(Change change, UserName user, Given place) {
    var tx = change.tx();
    if (place.organization().isEmpty()) {
      return users.require(tx, user).admin()
          ? Optional.of(Given.ADMINISTRATOR.role())
          : Optional.empty();
    }
    if (!place.team().isEmpty()) {
      return teams.members(tx, team(place)).contains(user) ? Optional.of("") : Optional.empty();
    }
    // Also of who has no rights there before they have a second factor.
    return organizations.members(tx, place.organization()).stream()
        .filter(member -> member.user().equals(user))
        .map(member -> member.role().wire())
        .findFirst();
  }

  /** Makes somebody what a right says; returns false if the place does not exist. */
  private boolean set(Change change, UserName user, Given right) {
    if (right.organization().isEmpty()) {
      return setAdmin(change, user, true);
    }
    if (!exists(change, right)) {
      LOG.log(
          Level.WARNING,
          "signIn: a group is to give something in {0} {1}, which does not exist",
          right.organization(),
          right.team());
      return false;
    }
    if (right.team().isEmpty()) {
      var member = new Member(user, Role.of(right.role()).orElseThrow());
      return unlessLastOwner(() -> membership.join(change, right.organization(), member));
    }
    if (teams.addMember(change.tx(), team(right), user)) {
      change.happened(
          new OrganizationEvent.TeamMemberAdded(right.organization(), right.team(), user.value()));
    }
    return true;
  }

  private static OrganizationTeam team(Given right) {
    return new OrganizationTeam(right.organization(), new TeamName(right.team()));
  }

  private boolean exists(Change change, Given right) {
    var tx = change.tx();
    return organizations.exists(tx, right.organization())
        && (right.team().isEmpty()
            || teams.all(tx, right.organization()).stream()
                .anyMatch(team -> team.name().value().equals(right.team())));
  }

  /** Takes a right away; returns false if an organization would be left without an owner. */
  private boolean unset(Change change, UserName user, Given right) {
    if (right.organization().isEmpty()) {
      return setAdmin(change, user, false);
    }
    if (right.team().isEmpty()) {
      return unlessLastOwner(() -> membership.leave(change, right.organization(), user));
    }
    if (teams.removeMember(change.tx(), team(right), user)) {
      change.happened(
          new OrganizationEvent.TeamMemberRemoved(
              right.organization(), right.team(), user.value()));
    }
    return true;
  }

  private boolean setAdmin(Change change, UserName user, boolean admin) {
    users.setAdmin(change.tx(), user, admin);
    change.happened(new SignOnEvent.AdministratorChanged(user.value(), admin));
    return true;
  }

  /** An organization keeps its last owner, whatever a group says; it is tried again next time. */
  private static boolean unlessLastOwner(Runnable step) {
    try {
      step.run();
      return true;
    } catch (ProblemException e) {
      LOG.log(Level.WARNING, "signIn: a role stays: {0}", e.problem().detail());
      return false;
    }
  }
}
