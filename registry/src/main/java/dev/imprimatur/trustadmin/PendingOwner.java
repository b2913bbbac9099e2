package dev.imprimatur.trustadmin;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.Users;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.TrustProblem;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.PublisherId;
import dev.imprimatur.trust.PublisherSpec;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.Optional;

/** The future owner of a package that does not exist yet when a publisher of it is added. */
public final class PendingOwner {
  private final Packages packages;
  private final Users users;
  private final Organizations organizations;
  private final Owners owners;
  private final Publishers publishers;

  public PendingOwner(
      Packages packages,
      Users users,
      Organizations organizations,
      Owners owners,
      Publishers publishers) {
    this.packages = packages;
    this.users = users;
    this.organizations = organizations;
    this.owners = owners;
    this.publishers = publishers;
  }

  /**
   * Turns a specification into one of a pending publisher if its package does not exist. The future
   * owner is the owner of its scope, or whoever the specification names, or else the caller.
   */
  PublisherSpec decided(Tx tx, PublisherSpec spec, Caller caller) {
    var target = spec.target();
    var name = target.name();
    if (name.isEmpty()) {
      requireScope(tx, target);
    }
    if (name.isEmpty() || packages.isTaken(tx, name.get())) {
      if (spec.futureOwner().isPresent()) {
        throw invalid("%s exists, so nobody need be named who will own it", target);
      }
      return spec;
    }
    var owner = owner(tx, name.get(), spec, caller);
    if (!decidesFor(tx, owner, caller)) {
      throw new PeopleProblem.NotAllowed(
              "%s would be %s's, who has to say whom it trusts.".formatted(target, owner))
          .asException();
    }
    return spec.waitingFor(owner.value());
  }

  private Optional<OwnerName> asking(Tx tx, Caller caller) {
    return switch (caller) {
      case Caller.Person(var user, _, _) -> Optional.of(OwnerName.of(user.name()));
      case Caller.Job(_, Grant.Managing managing) -> standsFor(tx, managing);
      case Caller.Job _, Caller.Anyone _, Caller.Operator _, Caller.Registry _ -> Optional.empty();
    };
  }

  private OwnerName owner(Tx tx, PackageName name, PublisherSpec spec, Caller caller) {
    var named = spec.futureOwner().map(OwnerName::new);
    var ofScope = owners.ofScope(tx, name).map(OwnerName::ofOrganization);
    if (ofScope.isPresent() && named.isPresent() && !speaksFor(tx, named.get(), ofScope.get())) {
      throw invalid(
          "%s will be its scope's organization's, and that is another one; leave the owner out",
          name);
    }
    var owner =
        ofScope
            .or(() -> named)
            .or(() -> asking(tx, caller))
            .orElseThrow(() -> invalid("%s does not exist; say who will own it", name));
    owner.user().ifPresent(user -> users.require(tx, user));
    owner.organization().ifPresent(each -> organizations.require(tx, each));
    return owner;
  }

  /**
   * Returns whether an organization was meant: by its name, with an at sign or without, or by its
   * owner.
   */
  private boolean speaksFor(Tx tx, OwnerName named, OwnerName organization) {
    return named.equals(organization)
        || organization.organization().filter(named.value()::equals).isPresent()
        || named.user().filter(user -> owners.decides(tx, organization, user)).isPresent();
  }

  /**
   * Returns whether a caller who decides about its target may see and change this publisher. While
   * a name is free, they may not for those of others that wait for it; once it is theirs, they may
   * for all.
   */
  boolean mayManage(Tx tx, Publisher publisher, Caller caller) {
    return publisher
        .state()
        .pending()
        .filter(pending -> !decidesFor(tx, new OwnerName(pending.futureOwner()), caller))
        .filter(pending -> isFree(tx, publisher.target()))
        .isEmpty();
  }

  /** Returns whether the caller decides for whoever trusts this publisher. */
  boolean decidesFor(Tx tx, Publisher publisher, Caller caller) {
    return decidesFor(tx, new OwnerName(publisher.owner()), caller);
  }

  /** Returns whether this is the name of a package that nobody has. */
  boolean isFree(Tx tx, Target target) {
    return target.name().filter(name -> !packages.isTaken(tx, name)).isPresent();
  }

  /**
   * Returns whether the caller decides for an owner: a job decides only for whoever trusts its
   * publisher, the operator for everybody.
   */
  private boolean decidesFor(Tx tx, OwnerName owner, Caller caller) {
    return switch (caller) {
      case Caller.Person(var user, _, _) -> user.admin() || owners.decides(tx, owner, user.name());
      case Caller.Job(_, Grant.Managing managing) ->
          standsFor(tx, managing).filter(owner::equals).isPresent();
      case Caller.Operator _ -> true;
      case Caller.Job _, Caller.Anyone _, Caller.Registry _ -> false;
    };
  }

  private Optional<OwnerName> standsFor(Tx tx, Grant.Managing managing) {
    return publishers
        .find(tx, new PublisherId(managing.publisher().id()))
        .map(Publisher::owner)
        .filter(owner -> !owner.isEmpty())
        .map(OwnerName::new);
  }

  private void requireScope(Tx tx, Target target) {
    var scope = target.scope().orElseThrow();
    if (owners.ofScope(tx, scope).isEmpty()) {
      throw invalid(
          "the scope @%s is no organization's, so it would be for names that are anybody's", scope);
    }
  }

  private static RuntimeException invalid(String why, Object name) {
    return new TrustProblem.InvalidPublisher(why.formatted(name)).asException();
  }
}
