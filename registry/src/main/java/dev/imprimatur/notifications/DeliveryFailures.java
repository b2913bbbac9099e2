package dev.imprimatur.notifications;

import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.change.Change;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.outbox.Delivery;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.WebhookId;

/** The consequences of deliveries that failed. */
final class DeliveryFailures {
  private final Notices notices;

  DeliveryFailures(Notices notices) {
    this.notices = notices;
  }

  /** Schedules another attempt, or gives up; and switches off a webhook that fails for too long. */
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

  /**
   * Switches off a webhook for which too much waits; that a person is not told of this event is an
   * event.
   */
  void overflowed(Change change, Recipient recipient, long seq) {
    switch (recipient) {
      case Recipient.Hook(var id) -> switchOff(change, id, "too much waits for it");
      case Recipient.Mailbox _ -> giveUp(change, recipient, seq, "too much waits already");
    }
  }

  /** Switches off a webhook whose creator has lost the right to what it is about. */
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
