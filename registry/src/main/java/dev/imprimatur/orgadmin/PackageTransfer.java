package dev.imprimatur.orgadmin;

import dev.imprimatur.access.Invitations;
import dev.imprimatur.access.Offer;
import dev.imprimatur.access.Organizations;
import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.access.Users;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.Changes;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.tokens.People;
import dev.imprimatur.tokens.Tokens;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trustadmin.TrustedPublishers;

/**
 * The transfer of a package to another owner. The new owner has not chosen whom the former one
 * trusted or notified: those publishers and webhooks end with it, and so do all tokens that jobs
 * have for the package.
 */
public final class PackageTransfer {
  private final Packages packages;
  private final Users users;
  private final Organizations organizations;
  private final Owners owners;
  private final Tokens tokens;
  private final Invitations invitations;
  private final InvitationSender sender;
  private final Notices notices;
  private final Changes changes;
  private final TrustedPublishers publishers;

  public PackageTransfer(
      Packages packages,
      People people,
      Notices notices,
      Changes changes,
      TrustedPublishers publishers,
      InvitationSender sender) {
    this.packages = packages;
    this.users = people.users();
    this.organizations = people.organizations();
    this.owners = people.owners();
    this.tokens = people.tokens();
    this.invitations = people.invitations();
    this.notices = notices;
    this.changes = changes;
    this.publishers = publishers;
    this.sender = sender;
  }

  /**
   * Offers a package to another owner, or gives it at once where nobody need be asked: to whom the
   * caller decides for, and to anybody if the caller runs the registry.
   */
  public Outcome give(PackageName name, OwnerName owner, Caller caller) {
    return changes.make(
        name,
        caller,
        new Action.Transfer(name),
        change -> {
          var tx = change.tx();
          if (!packages.isTaken(tx, name)) {
            throw new PackageProblem.PackageNotFound(name.value()).asException();
          }
          requireInScope(tx, name, owner);
          if (InvitationSender.mustAsk(caller) && !receives(tx, owner, caller)) {
            return sender.send(change, new Offer.Transfer(name), owner);
          }
          give(change, name, owner);
          return new Outcome.Done();
        });
  }

  private boolean receives(Tx tx, OwnerName owner, Caller caller) {
    return caller instanceof Caller.Person person
        && (owner.user().filter(person.user().name()::equals).isPresent()
            || owner
                .organization()
                .filter(it -> organizations.isOwner(tx, it, person.user().name()))
                .isPresent());
  }

  /** Gives it to who has accepted it, or need not be asked. */
  void give(Change change, PackageName name, OwnerName owner) {
    var tx = change.tx();
    owner.user().ifPresent(user -> users.require(tx, user));
    owner.organization().ifPresent(each -> organizations.require(tx, each));
    requireInScope(tx, name, owner);
    publishers.removeAll(change, Target.of(name), "its package was given to " + owner);
    for (var webhook : notices.webhooks().of(tx, new WebhookScope.OfPackage(name))) {
      WebhookRemoval.remove(change, notices, webhook);
    }
    tokens.revokeOfPackage(tx, name);
    invitations.removeAll(tx, name);
    var from = owners.of(tx, name).stream().map(OwnerName::value).toList();
    owners.transfer(tx, name, owner);
    packages.bumpRevision(tx, name);
    change.happened(new PackageEvent.PackageTransferred(name, owner.value(), from));
  }

  /** Requires that a package in an organization's scope goes to no one but that organization. */
  private void requireInScope(Tx tx, PackageName name, OwnerName owner) {
    var organization = owners.ofScope(tx, name);
    if (organization.isPresent() && !owner.organization().equals(organization)) {
      throw new PeopleProblem.NotAllowed(
              "%s is in a scope of the organization %s, and can be nobody else's."
                  .formatted(name, organization.get()))
          .asException();
    }
  }
}
