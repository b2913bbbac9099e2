package dev.imprimatur.notifications;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.access.UserName;
import dev.imprimatur.audit.Entry;
import dev.imprimatur.db.Tx;
import dev.imprimatur.notifications.Notice.Concern;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.WebhookKind;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.outbox.Webhooks;
import dev.imprimatur.tokens.People;
import dev.imprimatur.trust.Publisher;
import dev.imprimatur.trust.Publishers;
import dev.imprimatur.trust.Target;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The recipients of an event: the owners of what it is about, and the webhooks of that, of the
 * owners' organizations and of the registry.
 */
final class Recipients {
  private final People people;
  private final Publishers publishers;
  private final Webhooks webhooks;
  private final EventOwners events;
  private final boolean byMail;

  /** Makes them; people are told by mail only if there is a server to send it. */
  Recipients(
      People people, Publishers publishers, Webhooks webhooks, EventOwners events, boolean byMail) {
    this.people = people;
    this.publishers = publishers;
    this.webhooks = webhooks;
    this.events = events;
    this.byMail = byMail;
  }

  /**
   * Finds who is told of an event.
   *
   * @param kinds what it is; people are told by mail of alarms only
   */
  Set<Recipient> of(Tx tx, Entry entry, Concern concern, Set<WebhookKind> kinds) {
    var heard = new Heard();
    heard.subjects.add(new WebhookScope.Everything());
    switch (concern) {
      case PACKAGE -> addPackage(tx, entry, heard);
      case TRANSFER -> {
        addPackage(tx, entry, heard);
        // The former owners are to know it.
        EventOwners.former(entry).forEach(heard::add);
      }
      case COLLABORATOR, MEMBER, INVITATION -> {
        addPackage(tx, entry, heard);
        entry.facts().text("organization").map(OwnerName::ofOrganization).ifPresent(heard::add);
        addPerson(entry, heard);
      }
      case ISSUER -> trusting(tx, entry).forEach(target -> addTarget(tx, target, entry, heard));
      case WEBHOOK -> {
        addPackage(tx, entry, heard);
        entry.facts().text("subject").map(WebhookScope::of).ifPresent(heard::add);
      }
      case PERSON ->
          entry.facts().text("user").map(UserName::new).map(OwnerName::of).ifPresent(heard::add);
      case REGISTRY -> {}
    }
    var told = new LinkedHashSet<Recipient>();
    heard.subjects.stream()
        .flatMap(subject -> webhooks.of(tx, subject).stream())
        .filter(webhook -> webhook.state().off().isEmpty())
        .filter(webhook -> webhook.kinds().stream().anyMatch(kinds::contains))
        .map(webhook -> new Recipient.Hook(webhook.id()))
        .forEach(told::add);
    if (byMail && kinds.contains(WebhookKind.ALARMS)) {
      heard.owners.stream()
          .flatMap(owner -> people.owners().active(tx, owner).stream())
          .map(user -> new Recipient.Mailbox(user.value()))
          .forEach(told::add);
    }
    return told;
  }

  /** The collected recipients of an event; filled by one thread. */
  private static final class Heard {
    private final Set<WebhookScope> subjects = new LinkedHashSet<>();
    private final Set<OwnerName> owners = new LinkedHashSet<>();

    void add(OwnerName owner) {
      owners.add(owner);
      owner.organization().map(WebhookScope.OfOrganization::new).ifPresent(subjects::add);
    }

    void add(WebhookScope subject) {
      subjects.add(subject);
      if (subject instanceof WebhookScope.OfOrganization(var name)) {
        owners.add(OwnerName.ofOrganization(name));
      }
    }
  }

  /**
   * Adds whom an event is about, who may be nobody: an invitation to an unknown name is one, too.
   */
  private static void addPerson(Entry entry, Heard heard) {
    var facts = entry.facts();
    facts.text("user").or(() -> facts.text("invitee")).map(OwnerName::new).ifPresent(heard::add);
  }

  private void addPackage(Tx tx, Entry entry, Heard heard) {
    var about = entry.packageName();
    if (about.isPresent()) {
      addTarget(tx, new Target(about.get()), entry, heard);
    }
  }

  /** Finds the packages and patterns that trust an issuer. */
  private Stream<Target> trusting(Tx tx, Entry entry) {
    return entry.facts().text("issuer").stream()
        .flatMap(url -> publishers.ofIssuer(tx, url).stream())
        .map(Publisher::target)
        .distinct();
  }

  private void addTarget(Tx tx, Target target, Entry entry, Heard heard) {
    // Several may wait for one free name, and nobody else is told of what they want.
    var waiting = events.waiting(tx, target, entry);
    if (waiting.isPresent()) {
      heard.add(waiting.get());
      return;
    }
    var owners = events.of(tx, target, entry);
    owners.forEach(heard::add);
    target
        .name()
        .ifPresent(name -> {
          // The webhooks of a later owner hear only of what happens under that owner.
          if (owners.equals(people.owners().of(tx, name))) {
            heard.add(new WebhookScope.OfPackage(name));
          }
          // The organization is not told of a package in its scope that is somebody else's.
          if (owners.isEmpty()) {
            people.owners().ofScope(tx, name).map(OwnerName::ofOrganization).ifPresent(heard::add);
          }
        });
  }
}
