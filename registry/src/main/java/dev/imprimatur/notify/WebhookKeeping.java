package dev.imprimatur.notify;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.change.Change;
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
    if (wanted.subject() instanceof Subject.OfOrganization(var name)) {
      ledgers.organizations().require(tx, name);
    }
    var webhook = ledgers.notices().webhooks().add(tx, wanted.to(), wanted.subject(), wanted.by());
    happened.accept(new NoticeEvent.WebhookAdded(Failing.hook(webhook)));
    return webhook;
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
    ledgers.notices().webhooks().remove(tx, id);
    ledgers.notices().deliveries().dropAll(tx, new Recipient.Hook(id), "the webhook was removed");
    happened.accept(new NoticeEvent.WebhookRemoved(Failing.hook(webhook)));
  }

  Webhook switchOn(WebhookId id, Caller caller) {
    return changeIts(id, caller, (tx, happened) -> switchOn(tx, id, happened));
  }

  /** Tells it again what happens from now on. */
  public Webhook switchOn(Tx tx, WebhookId id, Consumer<Event> happened) {
    if (ledgers.notices().webhooks().switchOn(tx, id)) {
      happened.accept(
          new NoticeEvent.WebhookSwitchedOn(
              Failing.hook(ledgers.notices().webhooks().require(tx, id))));
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
