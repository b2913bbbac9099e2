package dev.imprimatur.notifications;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.Owners;
import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.Target;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The owners of an event at the time when it happened, by the log itself: whoever gets a name, or a
 * package, does not get with it the events of those who waited for it, or owned it before.
 */
final class EventOwners {
  private final AuditLog log;
  private final Owners owners;

  EventOwners(AuditLog log, Owners owners) {
    this.log = log;
    this.owners = owners;
  }

  /**
   * Finds those of an event about a package or a pattern; nobody if it was about a free name alone.
   */
  List<OwnerName> of(Tx tx, Target target, Entry entry) {
    var waiting = waiting(tx, target, entry);
    return waiting.isPresent()
        ? List.of(waiting.get())
        : target
            .name()
            .map(name -> ofPackage(tx, name, entry.seq()))
            .orElseGet(() -> ofPattern(tx, target));
  }

  /** Finds who waited for the free name that the event is about; it concerns only them. */
  Optional<OwnerName> waiting(Tx tx, Target target, Entry entry) {
    return entry
        .facts()
        .text("futureOwner")
        .or(() -> target.name().flatMap(name -> waitingFor(tx, name, entry)))
        .map(OwnerName::new);
  }

  private Optional<String> waitingFor(Tx tx, PackageName name, Entry entry) {
    return entry
        .facts()
        .text("publisher")
        .filter(id -> isBeforeIt(tx, name, entry.seq()))
        .flatMap(id -> log.added(tx, name.value(), UUID.fromString(id)))
        .flatMap(added -> added.facts().text("futureOwner"));
  }

  private List<OwnerName> ofPackage(Tx tx, PackageName name, long seq) {
    if (isBeforeIt(tx, name, seq)) {
      return List.of();
    }
    return log.transferredAfter(tx, name.value(), seq)
        .map(EventOwners::former)
        .orElseGet(() -> owners.of(tx, name));
  }

  private boolean isBeforeIt(Tx tx, PackageName name, long seq) {
    return !log.hadBegun(tx, name.value(), seq);
  }

  /** Returns the owners that a package had until this event, if it gave it others. */
  static List<OwnerName> former(Entry transferred) {
    return transferred.facts().array("from").map(JsonArray::items).orElse(List.of()).stream()
        .filter(JsonText.class::isInstance)
        .map(item -> new OwnerName(((JsonText) item).value()))
        .toList();
  }

  private List<OwnerName> ofPattern(Tx tx, Target target) {
    return target
        .scope()
        .flatMap(scope -> owners.ofScope(tx, scope))
        .map(OwnerName::ofOrganization)
        .stream()
        .toList();
  }
}
