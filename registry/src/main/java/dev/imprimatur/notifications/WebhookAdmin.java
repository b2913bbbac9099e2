package dev.imprimatur.notifications;

import dev.imprimatur.access.Organizations;
import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.change.Changes;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.gate.Action;
import dev.imprimatur.gate.Caller;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.outbox.Delivery;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.Webhook.Destination;
import dev.imprimatur.outbox.WebhookId;
import dev.imprimatur.outbox.WebhookScope;
import dev.imprimatur.outbox.WebhookSecret;
import dev.imprimatur.outbox.Webhooks;
import dev.imprimatur.problem.NoticeProblem;
import dev.imprimatur.trust.Turns;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The administration of webhooks, by those who decide about what they hear of. */
public final class WebhookAdmin {
  private static final int DELIVERIES = 50;

  private final Database db;
  private final Notices notices;
  private final Organizations organizations;
  private final Changes changes;
  private final NotificationDispatcher dispatcher;
  private final Ids ids;

  public WebhookAdmin(
      Database db,
      Notices notices,
      Organizations organizations,
      Changes changes,
      NotificationDispatcher dispatcher,
      Ids ids) {
    this.db = db;
    this.notices = notices;
    this.organizations = organizations;
    this.changes = changes;
    this.dispatcher = dispatcher;
    this.ids = ids;
  }

  /** Returns the action that a caller must be allowed to decide about webhooks of this scope. */
  static Action action(WebhookScope subject) {
    return switch (subject) {
      case WebhookScope.Everything _ -> new Action.Administer();
      case WebhookScope.OfPackage(var name) -> Action.Decide.about(name);
      case WebhookScope.OfOrganization(var name) -> new Action.Represent(name);
    };
  }

  List<Webhook> of(WebhookScope subject) {
    return db.read(tx -> notices.webhooks().of(tx, subject));
  }

  /** The organization that has a scope. */
  Optional<String> organizationOf(String scope) {
    return db.read(tx -> organizations.ofScope(tx, scope));
  }

  /** The webhooks that npm's hook API made for this caller. */
  List<Webhook> chosenBy(Caller caller) {
    var by = caller.actor().value();
    return db.read(tx ->
        notices.webhooks().ofCreator(tx, by).stream()
            .filter(webhook -> webhook.key().isChosen())
            .toList());
  }

  /** One that npm's hook API made for this caller. */
  Webhook chosen(WebhookId id, Caller caller) {
    return chosenBy(caller).stream()
        .filter(webhook -> webhook.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new NoticeProblem.WebhookNotFound(id.toString()).asException());
  }

  /** Gives a webhook another address and key; the log says where messages went, and go now. */
  Webhook move(WebhookId id, Destination to, WebhookSecret key, Caller caller) {
    return changeIts(
        id,
        caller,
        change -> {
          var tx = change.tx();
          change.happened(
              new NoticeEvent.WebhookRemoved(
                  WebhookRemoval.hook(notices.webhooks().require(tx, id))));
          notices.webhooks().move(tx, id, to, key);
          var moved = notices.webhooks().require(tx, id);
          change.happened(new NoticeEvent.WebhookAdded(WebhookRemoval.hook(moved)));
          return moved;
        });
  }

  public List<Webhook> all() {
    return db.read(notices.webhooks()::all);
  }

  public Webhook add(Webhooks.Wanted wanted, Caller caller) {
    var subject = wanted.subject();
    return changes.make(
        caller,
        action(subject),
        change -> {
          var tx = change.tx();
          switch (subject) {
            // Takes turns, as webhooks are counted.
            case WebhookScope.Everything _ -> Turns.takeOfRegistry(tx);
            case WebhookScope.OfOrganization(var name) -> organizations.require(tx, name);
            case WebhookScope.OfPackage _ -> {}
          }
          var webhook = notices.webhooks().add(tx, wanted, change.by());
          change.happened(new NoticeEvent.WebhookAdded(WebhookRemoval.hook(webhook)));
          return webhook;
        });
  }

  public void remove(WebhookId id, Caller caller) {
    changeIts(
        id,
        caller,
        change -> {
          WebhookRemoval.remove(change, notices, notices.webhooks().require(change.tx(), id));
          return id;
        });
  }

  /** Switches it on for what happens from now on, by the rights of this caller. */
  public Webhook switchOn(WebhookId id, Caller caller) {
    return changeIts(
        id,
        caller,
        change -> {
          var tx = change.tx();
          boolean wasOff = notices.webhooks().switchOn(tx, id, change.by());
          var webhook = notices.webhooks().require(tx, id);
          if (wasOff) {
            change.happened(new NoticeEvent.WebhookSwitchedOn(WebhookRemoval.hook(webhook)));
          }
          return webhook;
        });
  }

  List<Delivery> deliveries(WebhookId id, Caller caller) {
    return changeIts(
        id,
        caller,
        change -> notices.deliveries().latest(change.tx(), new Recipient.Hook(id), DELIVERIES));
  }

  /**
   * The result of a test.
   *
   * @param outcome a sentence that begins with the webhook
   */
  public record Tested(boolean arrived, String outcome) {}

  /** Sends a test message, once and now. */
  public Tested test(WebhookId id, Caller caller) {
    var webhook = changeIts(id, caller, change -> notices.webhooks().require(change.tx(), id));
    var outcome = dispatcher.test(webhook, ids.next().toString());
    return new Tested(outcome.arrived(), outcome.words());
  }

  /** Changes a webhook, for those who decide about what it hears of. */
  private <T> T changeIts(WebhookId id, Caller caller, Changes.Step<T> step) {
    Function<Tx, Webhook> find = tx -> notices.webhooks().require(tx, id);
    return changes.make(caller, action(db.read(find).subject()), step);
  }
}
