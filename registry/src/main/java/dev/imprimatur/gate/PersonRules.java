package dev.imprimatur.gate;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Target;

/** The permissions of people. */
final class PersonRules {
  private final Users users;
  private final Organizations organizations;
  private final Owners owners;
  private final Packages packages;
  private final Locks locks;

  PersonRules(
      Users users, Organizations organizations, Owners owners, Packages packages, Locks locks) {
    this.users = users;
    this.organizations = organizations;
    this.owners = owners;
    this.packages = packages;
    this.locks = locks;
  }

  void require(Tx tx, Action action, Caller.Person person) {
    switch (action) {
      case Action.Nothing _, Action.Browse _, Action.SignedIn _, Action.Review _ -> {}
      case Action.Read(var name) -> {
        if (!mayRead(tx, person, name)) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Action.Write write -> requireWriting(tx, person, write.name());
      case Action.ReviewStaged(var name) -> requireSettling(tx, person, name);
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
        requireSession(person, target.value());
      }
      case Action.Represent(var organization) -> {
        if (!person.user().admin() && !owns(tx, person, organization)) {
          throw notAllowed(
              "%s is not an owner of the organization %s."
                  .formatted(person.user().name(), organization));
        }
        requireSession(person, "@" + organization);
      }
      case Action.Administer _ -> {
        if (!person.user().admin()) {
          throw notAllowed("%s does not run this registry.".formatted(person.user().name()));
        }
        requireSession(person, "this registry");
      }
      case Action.Operate _, Action.Maintain _ ->
          throw notAllowed("Only who operates this registry does this, by a command.");
    }
  }

  boolean mayRead(Tx tx, Caller.Person person, PackageName name) {
    return tokenCovers(person, name) && mayWrite(tx, person, name);
  }

  private void requireWriting(Tx tx, Caller.Person person, PackageName name) {
    requireWritingToken(person, name);
    if (!mayWrite(tx, person, name)) {
      requireFree(tx, person, name);
    }
    requireOpen(tx, name);
  }

  private static void requireWritingToken(Caller.Person person, PackageName name) {
    if (person.token().grant() instanceof Grant.Granular granular) {
      if (!granular.writes()) {
        throw notAllowed("This token is read-only.");
      }
      if (!granular.covers(name)) {
        throw notAllowed("This token is not for %s.".formatted(name));
      }
    }
  }

  void requireOpen(Tx tx, PackageName name) {
    var closing = locks.closing(tx, name);
    if (closing.isPresent()) {
      throw notAllowed(
          "Only trusted publishers may write to %s since %s, and no person and no token."
              .formatted(name, closing.get().at()));
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
      throw notAllowed(
          "%s is in a scope of the organization %s, and %s is not a member of it."
              .formatted(name, organization.get(), person.user().name()));
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

  private void requireSettling(Tx tx, Caller.Person person, PackageName name) {
    requireWritingToken(person, name);
    if (!mayWrite(tx, person, name)) {
      throw notOwner(person, name);
    }
    if (!person.hasSignedIn()) {
      // With a token that can stage, its holder could approve what they staged themselves.
      throw notAllowed(
          "A granular token approves and rejects nothing. Sign in with npm login"
              + " --auth-type=legacy.");
    }
  }

  private void requireTrusting(Tx tx, Caller.Person person, Target target) {
    target
        .name()
        .ifPresentOrElse(
            name -> requireTrusting(tx, person, name),
            () -> requireScopesOwner(tx, person, target));
    requireSession(person, target.value());
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
    boolean known =
        packages.isTaken(tx, name)
            && (mayWrite(tx, person, name)
                || packages
                    .find(tx, name)
                    .filter(found -> Gate.anyoneMayRead(found.visibility()))
                    .isPresent());
    if (!known) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
    requireOwner(tx, person, name);
  }

  private void requireOwner(Tx tx, Caller.Person person, PackageName name) {
    boolean decides = person.user().admin() || owners.decides(tx, name, person.user().name());
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
                .filter(organization -> owns(tx, person, organization))
                .isPresent();
    if (!owns) {
      throw notAllowed(
          "%s is not an owner of the organization that has the scope of %s."
              .formatted(person.user().name(), target));
    }
  }

  private boolean owns(Tx tx, Caller.Person person, String organization) {
    return organizations
        .role(tx, organization, person.user().name())
        .filter(role -> role == Role.OWNER)
        .isPresent();
  }

  /** Requires a session, as a token that leaked must not be able to make more tokens. */
  private static void requireSession(Caller.Person person, String what) {
    if (!person.hasSignedIn()) {
      throw notAllowed(
          "A granular token cannot change whom %s trusts or who may read it. Sign in with npm login"
                  .formatted(what)
              + " --auth-type=legacy.");
    }
  }

  private boolean mayWrite(Tx tx, Caller.Person person, PackageName name) {
    return person.user().admin() || owners.writes(tx, name, person.user().name());
  }

  private static boolean tokenCovers(Caller.Person person, PackageName name) {
    return !(person.token().grant() instanceof Grant.Granular granular) || granular.covers(name);
  }

  private static ProblemException notOwner(Caller.Person person, PackageName name) {
    return notAllowed("%s does not own %s.".formatted(person.user().name(), name));
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
