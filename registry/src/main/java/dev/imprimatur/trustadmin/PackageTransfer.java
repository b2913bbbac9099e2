package dev.imprimatur.trustadmin;

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
  private final Notices notices;
  private final Changes changes;
  private final TrustedPublishers keeping;

  public PackageTransfer(
      Packages packages,
      People people,
      Notices notices,
      Changes changes,
      TrustedPublishers keeping) {
    this.packages = packages;
    this.users = people.users();
    this.organizations = people.organizations();
    this.owners = people.owners();
    this.tokens = people.tokens();
    this.notices = notices;
    this.changes = changes;
    this.keeping = keeping;
  }

  public void give(PackageName name, OwnerName owner, Caller caller) {
    changes.make(
        name,
        caller,
        Action.Decide.about(name),
        change -> {
          give(change, name, owner);
          return name;
        });
  }

  private void give(Change change, PackageName name, OwnerName owner) {
    var tx = change.tx();
    if (!packages.isTaken(tx, name)) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
    owner.user().ifPresent(user -> users.require(tx, user));
    owner.organization().ifPresent(each -> organizations.require(tx, each));
    requireInScope(tx, name, owner);
    keeping.removeAll(change, Target.of(name), "its package was given to " + owner);
    for (var webhook : notices.webhooks().of(tx, new WebhookScope.OfPackage(name))) {
      WebhookRemoval.remove(change, notices, webhook);
    }
    tokens.revokeOfPackage(tx, name);
    var from = owners.of(tx, name).stream().map(OwnerName::value).toList();
    owners.transfer(tx, name, owner);
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
