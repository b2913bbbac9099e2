package dev.imprimatur.notifications;

import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.outbox.Delivery;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.WebhookId;

/** What becomes of what could not be told. */
final class DeliveryFailures {
  private final Notices notices;

  DeliveryFailures(Notices notices) {
    this.notices = notices;
  }

  /** It is tried again, or given up; and a webhook that fails for too long is switched off. */
  void failed(Change change, Delivery delivery, DeliveryResult outcome) {
    var tx = change.tx();
    boolean forDays =
        delivery.recipient() instanceof Recipient.Hook(var id) && notices.webhooks().failed(tx, id);
    boolean givenUp =
        outcome.hopeless()
            ? notices.deliveries().drop(tx, delivery, outcome.words())
            : notices.deliveries().failed(tx, delivery, outcome.words());
    if (givenUp) {
      giveUp(change, delivery.recipient(), delivery.seq(), outcome.words());
    }
    if (delivery.recipient() instanceof Recipient.Hook(var id)) {
      if (outcome.hopeless()) {
        switchOff(change, id, "it answered that it is gone");
      } else if (givenUp && forDays) {
        switchOff(change, id, "nothing has arrived for days; the last time " + outcome.words());
      }
    }
  }

  /** So much waits that nothing is added. A person is not told of this event, which is an event. */
  void overflowed(Change change, Recipient recipient, long seq) {
    switch (recipient) {
      case Recipient.Hook(var id) -> switchOff(change, id, "too much waits for it");
      case Recipient.Mailbox _ -> giveUp(change, recipient, seq, "too much waits already");
    }
  }

  /** Whoever added it has no say any more in what it is about. */
  void orphaned(Change change, Webhook webhook) {
    switchOff(change, webhook.id(), WebhookRights.lost(webhook) + ", who added it");
  }

  private static void giveUp(Change change, Recipient recipient, long seq, String why) {
    change.happened(new NoticeEvent.NoticeGivenUp(recipient.text(), seq, why));
  }

  private void switchOff(Change change, WebhookId id, String why) {
    var tx = change.tx();
    if (notices.webhooks().switchOff(tx, id, why)) {
      notices.deliveries().dropAll(tx, new Recipient.Hook(id), "the webhook was switched off");
      var webhook = notices.webhooks().require(tx, id);
      change.happened(new NoticeEvent.WebhookSwitchedOff(WebhookRemoval.hook(webhook), why));
    }
  }
}
