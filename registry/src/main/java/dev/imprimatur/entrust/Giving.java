package dev.imprimatur.entrust;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.People;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.PackageEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Subject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.Packages;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Gives a package to another owner. Whom the former one trusted, and whom he had told of it, the
 * new one has not chosen: those publishers and webhooks end with it, and so do all tokens that jobs
 * have for the package.
 */
public final class Giving {
  private final Ledgers ledgers;
  private final Change change;
  private final TrustKeeping keeping;

  /** Where it is written down whose a package is. */
  public record Ledgers(Packages packages, People people, Publishers publishers, Notices notices) {}

  public Giving(Ledgers ledgers, Change change, TrustKeeping keeping) {
    this.ledgers = ledgers;
    this.change = change;
    this.keeping = keeping;
  }

  void give(PackageName name, OwnerName owner, Caller caller) {
    change.make(
        name,
        caller,
        Demand.Decide.about(name),
        (tx, happened) -> {
          give(tx, name, owner, happened);
          return name;
        });
  }

  public void give(Tx tx, PackageName name, OwnerName owner, Consumer<Event> happened) {
    if (!ledgers.packages().isTaken(tx, name)) {
      throw new PackageProblem.PackageNotFound(name.value()).asException();
    }
    owner.user().ifPresent(user -> ledgers.people().users().require(tx, user));
    owner.organization().ifPresent(each -> ledgers.people().organizations().require(tx, each));
    requireInScope(tx, name, owner);
    for (var publisher : ledgers.publishers().ofTarget(tx, Target.of(name))) {
      keeping.remove(tx, publisher.id(), "its package was given to " + owner, happened);
    }
    for (var webhook : ledgers.notices().webhooks().of(tx, new Subject.OfPackage(name))) {
      WebhookRemoval.remove(tx, ledgers.notices(), webhook, happened);
    }
    ledgers.people().tokens().revokeOfPackage(tx, name);
    var from = ledgers.people().owners().of(tx, name).stream().map(OwnerName::value).toList();
    ledgers.people().owners().transfer(tx, name, owner);
    happened.accept(new PackageEvent.PackageTransferred(name, owner.value(), from));
  }

  /** What is in an organization's scope is the organization's. */
  private void requireInScope(Tx tx, PackageName name, OwnerName owner) {
    ledgers
        .people()
        .owners()
        .ofScope(tx, name)
        .filter(organization -> !owner.organization().equals(Optional.of(organization)))
        .ifPresent(organization -> {
          throw new PeopleProblem.NotAllowed(
                  "%s is in a scope of the organization %s, and can be nobody else's."
                      .formatted(name, organization))
              .asException();
        });
  }
}
