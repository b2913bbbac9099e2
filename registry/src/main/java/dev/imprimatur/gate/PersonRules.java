package dev.imprimatur.gate;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.PackageRights;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.trust.Target;
import java.util.List;
import java.util.Optional;

/** The permissions of people. */
final class PersonRules {
  private final Users users;
  private final Organizations organizations;
  private final Owners owners;
  private final PackageRights rights;
  private final OrganizationRules organizationRules;
  private final Packages packages;
  private final WriteRules writing;

  PersonRules(People people, Packages packages, WriteRules writing) {
    this.users = people.users();
    this.organizations = people.organizations();
    this.owners = people.owners();
    this.rights = people.rights();
    this.organizationRules = new OrganizationRules(people);
    this.packages = packages;
    this.writing = writing;
  }

  void require(Tx tx, Action action, Caller.Person person) {
    switch (action) {
      case Action.Nothing _, Action.SignedIn _, Action.Search _, Action.Review _ -> {}
      case Action.Browse _ -> {}
      case Action.Read(var name) -> {
        if (!mayRead(tx, person, name)) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Action.Star(var name) -> requireStarring(tx, person, name);
      case Action.Write write -> requireWriting(tx, person, write);
      case Action.ReviewStaged(var name) -> requireSettling(tx, person, name);
      case Action.ReviewAllStaged(var names) ->
          names.forEach(name -> requireSettling(tx, person, name));
      case Action.Unpublish(var name) -> requireRemoving(tx, person, name);
      case Action.Trust(var target) -> requireTrusting(tx, person, target);
      case Action.TrustAll(var targets) ->
          targets.forEach(target -> requireTrusting(tx, person, target));
      case Action.History(var target) -> requireTrusting(tx, person, target);
      case Action.Decide(var target) -> {
        target
            .name()
            .ifPresentOrElse(
                name -> requireDeciding(tx, person, name),
                () -> requireScopesOwner(tx, person, target));
        SessionRules.requireSession(person, target.value());
      }
      case Action.Represent(var organization) -> {
        organizationRules.requireOwner(tx, person, organization);
        SessionRules.requireGoverning(person, organization);
      }
      case Action.ManageAccount _, Action.ManageSessions _ -> SessionRules.requireSignedIn(person);
      case Action.Transfer(var name) -> {
        requireDeciding(tx, person, name);
        organizationRules.requireGiving(tx, person, name);
        SessionRules.requireSession(person, name.value());
      }
      case Action.SeeRights(var name) -> {
        requireKnown(tx, person, name);
        if (!mayRead(tx, person, name)) {
          throw notAllowed("%s has no right on %s.".formatted(person.user().name(), name));
        }
      }
      case Action.AboutOrganizations it -> organizationRules.require(tx, it, person);
      case Action.ListTokens _, Action.ManageTokens _ -> SessionRules.requireOwnTokens(person);
      case Action.Administer _ -> SessionRules.requireAdministrator(person);
      case Action.Operate _, Action.Maintain _ ->
          throw notAllowed("Only who operates this registry does this, by a command.");
    }
  }

  private void requireStarring(Tx tx, Caller.Person person, PackageName name) {
    if (!isPublic(tx, name) && !mayRead(tx, person, name)) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
    requireWritingToken(person, name);
  }

  /**
   * Refuses a reader whose client would keep "there is none" from them, and whom a credential would
   * have helped: {@code npm outdated} leaves out what it does not find. It says the same of every
   * name in an organization's scope, there or not. Others read a 404, by which release tools know
   * that a package is new.
   */
  void requireNoticed(Tx tx, PackageName name, Credential credential) {
    if (credential.isSilent() && owners.ofScope(tx, name).isPresent()) {
      throw new PeopleProblem.NotSignedIn(MissingCredentialHint.hidden(name)).asException();
    }
  }

  /** All packages that a person may read beyond what everybody may; every one if empty. */
  Optional<List<PackageName>> readable(Tx tx, Caller.Person person) {
    if (person.user().admin() && person.token().grant() instanceof Grant.Session) {
      return Optional.empty();
    }
    return Optional.of(
        rights.readableBy(tx, person.user().name()).stream()
            .filter(name -> tokenCovers(person, name))
            .toList());
  }

  boolean mayRead(Tx tx, Caller.Person person, PackageName name) {
    return tokenCovers(person, name) && hasRead(tx, person, name);
  }

  /** Returns whether the person may know what is staged of a package. */
  boolean mayReview(Tx tx, Caller.Person person, PackageName name) {
    return (tokenCovers(person, name) && mayWrite(tx, person, name))
        || (person.hasSignedIn() && writing.isApprover(tx, person, name));
  }

  /**
   * Keeps the memberships as they are by which the caller may have a right, until this transaction
   * ends: nobody does anything after they were put out. Called after the turn of what it is about,
   * as that decides whose it is.
   */
  void keepMemberships(Tx tx, Action action) {
    organizationRules.keepMemberships(tx, action);
  }

  boolean maySee(Tx tx, Caller.Person person, String organization) {
    return organizationRules.sees(tx, person, organization);
  }

  private void requireWriting(Tx tx, Caller.Person person, Action.Write action) {
    var name = action.name();
    requireWritingToken(person, name);
    if (action instanceof Action.Publish) {
      requirePublishingToken(person);
    }
    if (!mayWrite(tx, person, name)) {
      if (hasRead(tx, person, name)) {
        throw notAllowed(
            "%s may read %s, and not write to it.".formatted(person.user().name(), name));
      }
      requireFree(tx, person, name);
    }
    writing.require(tx, action, person);
  }

  private static void requireWritingToken(Caller.Person person, PackageName name) {
    if (person.token().grant() instanceof Grant.Granular granular) {
      if (granular.terms().permission() == TokenPermission.READ_ONLY) {
        throw notAllowed("This token is read-only.");
      }
      if (!granular.terms().covers(name)) {
        throw notAllowed("This token is not for %s.".formatted(name));
      }
    }
  }

  /** Requires a token that may publish without anybody's approval. */
  private static void requirePublishingToken(Caller.Person person) {
    if (person.token().grant() instanceof Grant.Granular granular
        && granular.terms().permission() == TokenPermission.STAGE_ONLY) {
      throw new PeopleProblem.StageRequired().asException();
    }
  }

  /**
   * Requires that a new name is free for this person: anybody's, unless it is in somebody's scope.
   */
  private void requireFree(Tx tx, Caller.Person person, PackageName name) {
    requireScope(tx, person, name);
    if (packages.isTaken(tx, name)) {
      throw notOwner(person, name);
    }
  }

  /**
   * Requires that a scope is nobody's or the person's own. It is asked before anything about the
   * package, so that a stranger does not learn what there is in a scope.
   */
  private void requireScope(Tx tx, Caller.Person person, PackageName name) {
    requireNobodysName(tx, person, name);
    var organization = owners.ofScope(tx, name);
    if (organization.isPresent()
        && !person.user().admin()
        && organizations.role(tx, organization.get(), person.user().name()).isEmpty()) {
      var user = person.user().name();
      throw organizations.isMember(tx, organization.get(), user)
          ? notAllowed(
              "%s demands a second factor of its members, and %s has none."
                  .formatted(organization.get(), user))
          : notAllowed(
              "%s is in a scope of the organization %s, and %s is not a member of it."
                  .formatted(name, organization.get(), user));
    }
  }

  /**
   * Requires that a scope bears no other user's name, as it is that user's unless it was given to
   * an organization.
   */
  private void requireNobodysName(Tx tx, Caller.Person person, PackageName name) {
    var own = person.user().name().value();
    var anothers = name.scope().filter(scope -> !scope.equals(own) && isUsers(tx, scope));
    if (anothers.isPresent() && !person.user().admin()) {
      throw notAllowed(
          "%s is in the scope of the user %s, and %s is somebody else."
              .formatted(name, anothers.get(), own));
    }
  }

  private boolean isUsers(Tx tx, String scope) {
    return owners.ofScope(tx, scope).isEmpty() && users.isUser(tx, scope);
  }

  /**
   * Requires somebody who approves: whom the owners have named, or where they named nobody, whoever
   * may write.
   */
  private void requireSettling(Tx tx, Caller.Person person, PackageName name) {
    requireWritingToken(person, name);
    boolean approver = writing.isApprover(tx, person, name);
    if (!approver && !mayWrite(tx, person, name)) {
      throw notOwner(person, name);
    }
    if (!person.hasSignedIn()) {
      // With a token that can stage, its holder could approve what they staged themselves.
      throw notAllowed("A granular token approves and rejects nothing. Sign in with npm login.");
    }
    if (!approver && writing.hasApprovers(tx, name)) {
      throw notAllowed(
          "The owners of %s have named who approves what is staged of it, and %s is none of them."
              .formatted(name, person.user().name()));
    }
  }

  private void requireRemoving(Tx tx, Caller.Person person, PackageName name) {
    if (!packages.isTaken(tx, name)) {
      throw notOwner(person, name);
    }
    requireOwner(tx, person, name);
    if (!person.hasSignedIn()) {
      throw notAllowed(
          "A granular token removes nothing, as nobody could bring it back. Sign in with npm"
              + " login.");
    }
  }

  private void requireTrusting(Tx tx, Caller.Person person, Target target) {
    target
        .name()
        .ifPresentOrElse(
            name -> requireTrusting(tx, person, name),
            () -> requireScopesOwner(tx, person, target));
    SessionRules.requireSession(person, target.value());
  }

  private void requireTrusting(Tx tx, Caller.Person person, PackageName name) {
    if (!mayWrite(tx, person, name)) {
      requireFree(tx, person, name);
    } else if (packages.isTaken(tx, name)) {
      requireOwner(tx, person, name);
    }
  }

  /**
   * Requires that the person decides about a package; if they may not read it, it does not exist.
   */
  private void requireDeciding(Tx tx, Caller.Person person, PackageName name) {
    requireKnown(tx, person, name);
    requireOwner(tx, person, name);
  }

  private void requireKnown(Tx tx, Caller.Person person, PackageName name) {
    boolean known = packages.isTaken(tx, name) && (hasRead(tx, person, name) || isPublic(tx, name));
    if (!known) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
  }

  private boolean isPublic(Tx tx, PackageName name) {
    return packages
        .find(tx, name)
        .filter(found -> Gate.anyoneMayRead(found.visibility()))
        .isPresent();
  }

  private void requireOwner(Tx tx, Caller.Person person, PackageName name) {
    boolean decides = person.user().admin() || rights.decides(tx, name, person.user().name());
    if (!decides) {
      throw notOwner(person, name);
    }
  }

  private void requireScopesOwner(Tx tx, Caller.Person person, Target target) {
    boolean owns =
        person.user().admin()
            || target
                .scope()
                .flatMap(scope -> organizations.ofScope(tx, scope))
                .map(OwnerName::ofOrganization)
                .filter(owner -> owners.decides(tx, owner, person.user().name()))
                .isPresent();
    if (!owns) {
      throw notAllowed(
          "%s does not decide for the organization that has the scope of %s."
              .formatted(person.user().name(), target));
    }
  }

  private boolean mayWrite(Tx tx, Caller.Person person, PackageName name) {
    return person.user().admin() || rights.writes(tx, name, person.user().name());
  }

  private boolean hasRead(Tx tx, Caller.Person person, PackageName name) {
    return person.user().admin() || rights.reads(tx, name, person.user().name());
  }

  private static boolean tokenCovers(Caller.Person person, PackageName name) {
    return !(person.token().grant() instanceof Grant.Granular granular)
        || granular.terms().covers(name);
  }

  private static ProblemException notOwner(Caller.Person person, PackageName name) {
    return notAllowed("%s does not own %s.".formatted(person.user().name(), name));
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
