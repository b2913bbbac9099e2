package dev.imprimatur.unpublish;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.audit.RemovalEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.packages.HeldVersion;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.NameProblem;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Locks;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trustadmin.TrustedPublishers;

/**
 * The end of all that is bound to a name: whom its owners trusted, who was told, which tokens jobs
 * hold, what waited. Whoever has the name next has chosen none of it.
 */
public final class NameEnd {
  private final Packages packages;
  private final People people;
  private final Locks locks;
  private final Notices notices;
  private final TrustedPublishers publishers;

  public NameEnd(
      Packages packages,
      People people,
      Locks locks,
      Notices notices,
      TrustedPublishers publishers) {
    this.packages = packages;
    this.people = people;
    this.locks = locks;
    this.notices = notices;
    this.publishers = publishers;
  }

  /** Ends what could publish under a name, and who was told; its owners keep it. */
  void endTrust(Change change, PackageName name) {
    var tx = change.tx();
    packages.waiting(tx, name).forEach(waiting -> drop(change, waiting));
    publishers.removeAll(change, Target.of(name), "its package was unpublished");
    for (var webhook : notices.webhooks().of(tx, new WebhookScope.OfPackage(name))) {
      WebhookRemoval.remove(change, notices, webhook);
    }
    people.tokens().revokeOfPackage(tx, name);
  }

  private void drop(Change change, HeldVersion waiting) {
    packages.endHold(change.tx(), waiting);
    var version = waiting.version().version();
    change.happened(
        waiting.isStaged()
            ? new PackageEvent.StagedVersionRejected(waiting.name(), version, waiting.id())
            : new PackageEvent.HeldVersionDiscarded(waiting.name(), version, waiting.id()));
  }

  /** Gives up a name that has no version any more: whoever publishes it next owns it. */
  void free(Change change, PackageName name) {
    var tx = change.tx();
    if (packages.versionCount(tx, name) > 0 || packages.heldCount(tx, name) > 0) {
      throw new NameProblem.NameInUse(name.value()).asException();
    }
    endTrust(change, name);
    var from = people.owners().of(tx, name).stream().map(OwnerName::value).toList();
    people.owners().removeAll(tx, name);
    people.invitations().removeAll(tx, name);
    locks.remove(tx, Target.of(name));
    packages.provenanceRules().remove(tx, new PackageGlob(name.value()));
    packages.stars().removeAll(tx, name);
    packages.removals().free(tx, name);
    change.happened(new RemovalEvent.NameFreed(name, from));
  }
}
