package dev.imprimatur.notify;

import dev.imprimatur.audit.Actor;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.change.WebhookRemoval;
import dev.imprimatur.db.Tx;
import dev.imprimatur.notices.Delivery;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.notices.Webhook;
import dev.imprimatur.notices.WebhookId;

/** What becomes of what could not be told. */
final class Failing {
  private final Notices notices;
  private final Audit audit;

  Failing(Notices notices, Audit audit) {
    this.notices = notices;
    this.audit = audit;
  }

  /** It is tried again, or given up; and a webhook that fails for too long is switched off. */
  void failed(Tx tx, Delivery delivery, Outcome outcome) {
    boolean forDays =
        delivery.recipient() instanceof Recipient.Hook(var id) && notices.webhooks().failed(tx, id);
    boolean givenUp =
        outcome.hopeless()
            ? notices.deliveries().drop(tx, delivery, outcome.words())
            : notices.deliveries().failed(tx, delivery, outcome.words());
    if (givenUp) {
      giveUp(tx, delivery.recipient(), delivery.seq(), outcome.words());
    }
    if (delivery.recipient() instanceof Recipient.Hook(var id)) {
      if (outcome.hopeless()) {
        switchOff(tx, id, "it answered that it is gone");
      } else if (givenUp && forDays) {
        switchOff(tx, id, "nothing has arrived for days; the last time " + outcome.words());
      }
    }
  }

  /** So much waits that nothing is added. A person is not told of this event, which is an event. */
  void overflowed(Tx tx, Recipient recipient, long seq) {
    switch (recipient) {
      case Recipient.Hook(var id) -> switchOff(tx, id, "too much waits for it");
      case Recipient.Mailbox _ -> giveUp(tx, recipient, seq, "too much waits already");
    }
  }

  /** Whoever added it has no say any more in what it is about. */
  void orphaned(Tx tx, Webhook webhook) {
    switchOff(tx, webhook.id(), WebhookRights.lost(webhook) + ", who added it");
  }

  private void giveUp(Tx tx, Recipient recipient, long seq, String why) {
    audit.record(tx, Actor.REGISTRY, new NoticeEvent.NoticeGivenUp(recipient.text(), seq, why));
  }

  private void switchOff(Tx tx, WebhookId id, String why) {
    if (notices.webhooks().switchOff(tx, id, why)) {
      notices.deliveries().dropAll(tx, new Recipient.Hook(id), "the webhook was switched off");
      var webhook = notices.webhooks().require(tx, id);
      audit.record(
          tx,
          Actor.REGISTRY,
          new NoticeEvent.WebhookSwitchedOff(WebhookRemoval.hook(webhook), why));
    }
  }
}
