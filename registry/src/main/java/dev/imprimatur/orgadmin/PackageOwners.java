package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Collaborators;
import dev.imprimatur.access.Offer;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.PackageRights;
import dev.imprimatur.access.Right;
import dev.imprimatur.access.UserName;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.OwnershipEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trustadmin.TrustedPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The people who own a package together, and those who have a right on it by their own name. What
 * an organization owns it owns alone: whoever is added there may write to it.
 */
public final class PackageOwners {
  private final Packages packages;
  private final Users users;
  private final Owners owners;
  private final PackageRights rights;
  private final Collaborators collaborators;
  private final Changes changes;
  private final TrustedPublishers publishers;
  private final InvitationSender invitations;

  public PackageOwners(
      Packages packages,
      People people,
      Changes changes,
      TrustedPublishers publishers,
      InvitationSender invitations) {
    this.packages = packages;
    this.users = people.users();
    this.owners = people.owners();
    this.rights = people.rights();
    this.collaborators = people.collaborators();
    this.changes = changes;
    this.publishers = publishers;
    this.invitations = invitations;
  }

  /** Adds an owner, or, where an organization owns the package, somebody who may write to it. */
  public Outcome add(PackageName name, UserName user, Caller caller) {
    return changes.make(name, caller, Action.Decide.about(name), change -> add(change, name, user));
  }

  private Outcome add(Change change, PackageName name, UserName user) {
    requireTaken(change.tx(), name);
    Offer offer =
        isOfPeople(change.tx(), name)
            ? new Offer.Ownership(name)
            : new Offer.Collaboration(name, Right.WRITE);
    return give(change, offer, user);
  }

  /** Gives somebody a right on a package, or another one than they have. */
  public Outcome setRight(PackageName name, UserName user, Right right, Caller caller) {
    return changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          requireTaken(change.tx(), name);
          if (owners.of(change.tx(), name).contains(OwnerName.of(user))) {
            throw new PeopleProblem.NotAllowed("%s owns %s.".formatted(user, name)).asException();
          }
          return give(change, new Offer.Collaboration(name, right), user);
        });
  }

  private Outcome give(Change change, Offer offer, UserName user) {
    // Whoever has accepted to have a right may get a lesser or greater one without being asked.
    boolean known =
        offer instanceof Offer.Collaboration(var name, _)
            && collaborators.find(change.tx(), name, user).isPresent();
    if (InvitationSender.mustAsk(change.caller()) && !known) {
      return has(change.tx(), offer, user)
          ? new Outcome.Done()
          : invitations.send(change, offer, OwnerName.of(user));
    }
    users.require(change.tx(), user);
    take(change, offer, user);
    return new Outcome.Done();
  }

  private boolean has(Tx tx, Offer offer, UserName user) {
    return offer instanceof Offer.Ownership(var name)
        && owners.of(tx, name).contains(OwnerName.of(user));
  }

  /** Gives somebody what they have accepted. */
  void take(Change change, Offer offer, UserName user) {
    switch (offer) {
      case Offer.Ownership(var name) -> own(change, name, user);
      case Offer.Collaboration(var name, var right) -> collaborate(change, name, user, right);
      case Offer.Membership _, Offer.Transfer _ ->
          throw new IllegalArgumentException("This is no right on a package of others");
    }
  }

  private void own(Change change, PackageName name, UserName user) {
    var tx = change.tx();
    var from = names(owners.of(tx, name));
    if (owners.add(tx, name, OwnerName.of(user))) {
      packages.bumpRevision(tx, name);
      change.happened(new OwnershipEvent.OwnerAdded(name, user.value(), from));
    }
  }

  private void collaborate(Change change, PackageName name, UserName user, Right right) {
    var tx = change.tx();
    if (!collaborators.find(tx, name, user).equals(Optional.of(right))) {
      collaborators.set(tx, name, user, right);
      packages.bumpRevision(tx, name);
      change.happened(new OwnershipEvent.CollaboratorSet(name, user.value(), right.wire()));
    }
  }

  /** Removes an owner, or the right that somebody has by their own name; one owner stays. */
  public void remove(PackageName name, UserName user, Caller caller) {
    changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          requireTaken(change.tx(), name);
          remove(change, name, user);
          return user;
        });
  }

  private void remove(Change change, PackageName name, UserName user) {
    var tx = change.tx();
    var its = owners.of(tx, name);
    if (its.contains(OwnerName.of(user))) {
      disown(change, name, user, its);
    } else if (collaborators.remove(tx, name, user)) {
      packages.bumpRevision(tx, name);
      change.happened(new OwnershipEvent.CollaboratorRemoved(name, user.value()));
    } else {
      throw new PeopleProblem.NotAllowed(
              rights.decides(tx, name, user)
                  ? "%s decides about %s for its organization. \"npm org\" changes that."
                      .formatted(user, name)
                  : "%s does not own %s.".formatted(user, name))
          .asException();
    }
  }

  private void disown(Change change, PackageName name, UserName user, List<OwnerName> its) {
    if (its.size() == 1) {
      throw new PeopleProblem.NotAllowed(
              "%s is the last owner of %s, which cannot be without one.".formatted(user, name))
          .asException();
    }
    var tx = change.tx();
    var owner = OwnerName.of(user);
    publishers.removeOf(change, Target.of(name), owner);
    owners.remove(tx, name, owner);
    packages.bumpRevision(tx, name);
    change.happened(new OwnershipEvent.OwnerRemoved(name, user.value(), names(its)));
  }

  /** The list of owners that npm sends, made out of one that it read. */
  public record Wanted(String rev, List<String> names) {
    public Wanted {
      names = List.copyOf(names);
    }
  }

  /** Adds and removes owners so that they are these; returns whom it only invited. */
  public List<Outcome.Invited> set(PackageName name, Wanted wanted, Caller caller) {
    return changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          var tx = change.tx();
          if (!packages.require(tx, name).rev().equals(wanted.rev())) {
            throw new PeopleProblem.OwnersOutdated(name.value()).asException();
          }
          var present = owners.maintainers(tx, name).stream().map(it -> it.name().value()).toList();
          var invited = new ArrayList<Outcome.Invited>();
          for (var each : without(present, wanted.names())) {
            if (add(change, name, new UserName(each)) instanceof Outcome.Invited it) {
              invited.add(it);
            }
          }
          without(wanted.names(), present).forEach(it -> remove(change, name, new UserName(it)));
          return List.copyOf(invited);
        });
  }

  private static List<String> without(List<String> some, List<String> all) {
    return all.stream().filter(it -> !some.contains(it)).distinct().toList();
  }

  /** Returns whether only people own it, and none of an organization's scope. */
  private boolean isOfPeople(Tx tx, PackageName name) {
    return owners.ofScope(tx, name).isEmpty()
        && owners.of(tx, name).stream().allMatch(owner -> owner.user().isPresent());
  }

  private void requireTaken(Tx tx, PackageName name) {
    if (!packages.isTaken(tx, name)) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
  }

  private static List<String> names(List<OwnerName> owners) {
    return owners.stream().map(OwnerName::value).toList();
  }
}
