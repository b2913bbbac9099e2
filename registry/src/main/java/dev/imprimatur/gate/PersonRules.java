package dev.imprimatur.gate;

import dev.imprimatur.access.Grant;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.People;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Target;

/** What a person may do. */
final class PersonRules {
  private final Gate.Ledgers ledgers;

  PersonRules(Gate.Ledgers ledgers) {
    this.ledgers = ledgers;
  }

  void require(Tx tx, Demand demand, Caller.Person person) {
    switch (demand) {
      case Demand.Nothing _, Demand.SignedIn _ -> {}
      case Demand.Read(var name) -> {
        if (!tokenCovers(person, name) || !mayWrite(tx, person, name)) {
          throw new PackageProblem.PackageNotFound(name.value()).asException();
        }
      }
      case Demand.Write write -> requireWriting(tx, person, write.name());
      case Demand.Trust(var target) -> {
        var free = target.name().filter(name -> !packages().isTaken(tx, name));
        if (free.isPresent()) {
          requireFreeName(tx, person, free.get());
          requireSession(person, target.value());
        } else {
          requireDeciding(tx, person, target);
        }
      }
      case Demand.Decide(var target) -> requireDeciding(tx, person, target);
      case Demand.Represent(var organization) -> {
        if (!person.user().admin() && !owns(tx, person, organization)) {
          throw notAllowed(
              "%s is not an owner of the organization %s."
                  .formatted(person.user().name(), organization));
        }
        requireSession(person, "@" + organization);
      }
      case Demand.Administer _ -> {
        if (!person.user().admin()) {
          throw notAllowed("%s does not run this registry.".formatted(person.user().name()));
        }
        requireSession(person, "this registry");
      }
    }
  }

  private void requireWriting(Tx tx, Caller.Person person, PackageName name) {
    if (person.token().grant() instanceof Grant.Granular granular) {
      if (!granular.writes()) {
        throw notAllowed("This token is read-only.");
      }
      if (!granular.covers(name)) {
        throw notAllowed("This token is not for %s.".formatted(name));
      }
    }
    locks()
        .closing(tx, name)
        .ifPresent(lock -> {
          throw notAllowed(
              "Only trusted publishers may write to %s since %s, and no person and no token."
                  .formatted(name, lock.at()));
        });
    if (packages().isTaken(tx, name)) {
      if (!mayWrite(tx, person, name)) {
        throw notAllowed("%s does not own %s.".formatted(person.user().name(), name));
      }
    } else {
      requireFreeName(tx, person, name);
    }
  }

  /** A name that nobody has is anybody's to take, unless it is in somebody's scope. */
  private void requireFreeName(Tx tx, Caller.Person person, PackageName name) {
    owners()
        .ofScope(tx, name)
        .filter(organization ->
            !person.user().admin()
                && people().organizations().role(tx, organization, person.user().name()).isEmpty())
        .ifPresent(organization -> {
          throw notAllowed(
              "%s is in a scope of the organization %s, and %s is not a member of it."
                  .formatted(name, organization, person.user().name()));
        });
  }

  private void requireDeciding(Tx tx, Caller.Person person, Target target) {
    if (target.isPattern()) {
      requireScopesOwner(tx, person, target);
    } else {
      requireOwner(tx, person, target.name().orElseThrow());
    }
    requireSession(person, target.value());
  }

  private void requireOwner(Tx tx, Caller.Person person, PackageName name) {
    if (!packages().isTaken(tx, name)) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
    boolean decides = person.user().admin() || owners().decides(tx, name, person.user().name());
    if (!decides) {
      throw notAllowed("%s does not own %s.".formatted(person.user().name(), name));
    }
  }

  private void requireScopesOwner(Tx tx, Caller.Person person, Target target) {
    boolean owns =
        person.user().admin()
            || target
                .scope()
                .flatMap(scope -> people().organizations().ofScope(tx, scope))
                .filter(organization -> owns(tx, person, organization))
                .isPresent();
    if (!owns) {
      throw notAllowed(
          "%s is not an owner of the organization that has the scope of %s."
              .formatted(person.user().name(), target));
    }
  }

  private boolean owns(Tx tx, Caller.Person person, String organization) {
    return people()
        .organizations()
        .role(tx, organization, person.user().name())
        .filter(role -> role == Role.OWNER)
        .isPresent();
  }

  /** A token that leaked must not be able to make more of itself. */
  private static void requireSession(Caller.Person person, String what) {
    if (!(person.token().grant() instanceof Grant.Session)) {
      throw notAllowed(
          "A granular token cannot change whom %s trusts or who may read it. Sign in with npm login"
                  .formatted(what)
              + " --auth-type=legacy.");
    }
  }

  private boolean mayWrite(Tx tx, Caller.Person person, PackageName name) {
    return person.user().admin() || owners().writes(tx, name, person.user().name());
  }

  private static boolean tokenCovers(Caller.Person person, PackageName name) {
    return !(person.token().grant() instanceof Grant.Granular granular) || granular.covers(name);
  }

  private People people() {
    return ledgers.people();
  }

  private Owners owners() {
    return ledgers.people().owners();
  }

  private Packages packages() {
    return ledgers.packages();
  }

  private Locks locks() {
    return ledgers.locks();
  }

  private static ProblemException notAllowed(String why) {
    return new PeopleProblem.NotAllowed(why).asException();
  }
}
