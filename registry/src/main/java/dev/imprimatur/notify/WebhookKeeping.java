package dev.imprimatur.notify;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.gate.Demand;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.notices.Delivery;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.notices.Subject;
import dev.imprimatur.notices.Webhook;
import dev.imprimatur.notices.Webhook.Destination;
import dev.imprimatur.notices.WebhookId;
import dev.imprimatur.trust.Target;
import dev.imprimatur.trust.Turns;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Adds and removes webhooks, for the owners of what they hear about and for the operator alike. */
public final class WebhookKeeping {
  private static final int DELIVERIES = 50;

  private final Ledgers ledgers;
  private final Change change;
  private final Messenger messenger;
  private final Ids ids;

  /** Where webhooks, and whom they may be for, are written down. */
  public record Ledgers(Database db, Notices notices, Organizations organizations) {}

  public WebhookKeeping(Ledgers ledgers, Change change, Messenger messenger, Ids ids) {
    this.ledgers = ledgers;
    this.change = change;
    this.messenger = messenger;
    this.ids = ids;
  }

  /** What somebody must be let in for to decide about webhooks that hear of this. */
  static Demand demand(Subject subject) {
    return switch (subject) {
      case Subject.Everything _ -> new Demand.Administer();
      case Subject.OfPackage(var name) -> Demand.Decide.about(name);
      case Subject.OfOrganization(var name) -> new Demand.Represent(name);
    };
  }

  List<Webhook> of(Subject subject) {
    return ledgers.db().read(tx -> ledgers.notices().webhooks().of(tx, subject));
  }

  public List<Webhook> all() {
    return ledgers.db().read(ledgers.notices().webhooks()::all);
  }

  Webhook add(Destination to, Subject subject, Caller caller) {
    return change.make(
        caller,
        demand(subject),
        (tx, happened) -> add(tx, new Wanted(to, subject, caller.actor().value()), happened));
  }

  /**
   * A webhook that somebody wants.
   *
   * @param by who wants it, as the audit log writes it
   */
  public record Wanted(Destination to, Subject subject, String by) {}

  public Webhook add(Tx tx, Wanted wanted, Consumer<Event> happened) {
    takeTurn(tx, wanted.subject());
    if (wanted.subject() instanceof Subject.OfOrganization(var name)) {
      ledgers.organizations().require(tx, name);
    }
    var webhook = ledgers.notices().webhooks().add(tx, wanted.to(), wanted.subject(), wanted.by());
    happened.accept(new NoticeEvent.WebhookAdded(WebhookRemoval.hook(webhook)));
    return webhook;
  }

  /** They are counted, and whose they may be is decided by whose the package is. */
  private static void takeTurn(Tx tx, Subject subject) {
    switch (subject) {
      case Subject.Everything _ -> Turns.takeOfRegistry(tx);
      case Subject.OfPackage(var name) -> Turns.take(tx, Target.of(name));
      case Subject.OfOrganization(var name) -> Turns.takeOfOrganization(tx, name);
    }
  }

  void remove(WebhookId id, Caller caller) {
    changeIts(
        id,
        caller,
        (tx, happened) -> {
          remove(tx, id, happened);
          return id;
        });
  }

  public void remove(Tx tx, WebhookId id, Consumer<Event> happened) {
    var webhook = ledgers.notices().webhooks().require(tx, id);
    WebhookRemoval.remove(tx, ledgers.notices(), webhook, happened);
  }

  Webhook switchOn(WebhookId id, Caller caller) {
    var by = caller.actor().value();
    return changeIts(id, caller, (tx, happened) -> switchOn(tx, id, by, happened));
  }

  /**
   * Tells it again what happens from now on.
   *
   * @param by who says so, as the audit log writes it
   */
  public Webhook switchOn(Tx tx, WebhookId id, String by, Consumer<Event> happened) {
    if (ledgers.notices().webhooks().switchOn(tx, id, by)) {
      happened.accept(
          new NoticeEvent.WebhookSwitchedOn(
              WebhookRemoval.hook(ledgers.notices().webhooks().require(tx, id))));
    }
    return ledgers.notices().webhooks().require(tx, id);
  }

  List<Delivery> deliveries(WebhookId id, Caller caller) {
    return changeIts(
        id,
        caller,
        (tx, happened) ->
            ledgers.notices().deliveries().latest(tx, new Recipient.Hook(id), DELIVERIES));
  }

  Tested test(WebhookId id, Caller caller) {
    changeIts(id, caller, (tx, happened) -> id);
    return test(id);
  }

  /**
   * What a test came to.
   *
   * @param outcome a sentence that begins with the webhook
   */
  public record Tested(boolean arrived, String outcome) {}

  /** Sends a message that tells nothing, once and now. */
  public Tested test(WebhookId id) {
    var webhook = ledgers.db().read(tx -> ledgers.notices().webhooks().require(tx, id));
    var outcome = messenger.test(webhook, ids.next().toString());
    return new Tested(outcome.arrived(), outcome.words());
  }

  /** Whoever decides about what a webhook hears of decides about it. */
  private <T> T changeIts(WebhookId id, Caller caller, Change.Step<T> step) {
    Function<Tx, Webhook> find = tx -> ledgers.notices().webhooks().require(tx, id);
    return change.make(caller, demand(ledgers.db().read(find).subject()), step);
  }
}
