package dev.imprimatur.notifications;

import dev.imprimatur.change.Change;
import dev.imprimatur.change.Maintenance;
import dev.imprimatur.db.Database;
import dev.imprimatur.outbox.Delivery;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.WebhookId;
import dev.imprimatur.tokens.People;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The delivery of all notifications that are due, each in its own thread. A bounded number runs at
 * one time, and a slow recipient keeps one of those places, until its timeout: the next delivery
 * begins as soon as any place is free, and meanwhile the log is read on.
 */
public final class NotificationDispatcher {
  private static final Logger LOG = System.getLogger(NotificationDispatcher.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Database db;
  private final Notices notices;
  private final NotificationPlanner telling;
  private final MessageSender sender;
  private final Maintenance maintenance;
  private final DeliveryFailures failing;
  private final WebhookRights rights;
  private final ThreadFactory threads;
  private final int atOnce;

  /**
   * Makes a dispatcher.
   *
   * @param atOnce the number of deliveries at one time
   */
  public NotificationDispatcher(
      Database db,
      Notices notices,
      People people,
      NotificationPlanner telling,
      MessageSender sender,
      Maintenance maintenance,
      ThreadFactory threads,
      int atOnce) {
    this.db = db;
    this.notices = notices;
    this.telling = telling;
    this.sender = sender;
    this.maintenance = maintenance;
    this.failing = new DeliveryFailures(notices);
    this.rights = new WebhookRights(people);
    this.threads = threads;
    this.atOnce = atOnce;
  }

  /** Delivers everything that is due, and what becomes due until all of it is over. */
  public void once() throws InterruptedException {
    var over = new LinkedBlockingQueue<Delivery>();
    int underWay = begin(atOnce, over);
    while (underWay > 0) {
      if (over.poll(LOOK_AGAIN.toMillis(), TimeUnit.MILLISECONDS) != null) {
        underWay--;
      }
      underWay += begin(atOnce - underWay, over);
    }
  }

  /**
   * Begins to deliver what is due, as far as there are places; returns the number of deliveries.
   */
  private int begin(int places, Queue<Delivery> over) {
    telling.once();
    var taken = take(places);
    for (var each : taken) {
      threads
          .newThread(() -> {
            try {
              tell(each);
            } finally {
              over.add(each);
            }
          })
          .start();
    }
    return taken.size();
  }

  private List<Delivery> take(int places) {
    var deliveries = notices.deliveries();
    return places > 0 && db.read(deliveries::areDue)
        ? maintenance.make(change -> deliveries.take(change.tx(), places))
        : List.of();
  }

  /**
   * Delivers; if that throws, the delivery stays claimed, and is tried again when its claim
   * expires.
   */
  private void tell(Delivery delivery) {
    try {
      switch (delivery.recipient()) {
        case Recipient.Hook(var id) -> tell(delivery, id);
        case Recipient.Mailbox mailbox -> recordOutcome(delivery, sender.send(delivery, mailbox));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A notice could not be sent and will be tried again", e);
    }
  }

  private void tell(Delivery delivery, WebhookId id) {
    var webhook = db.read(tx -> notices.webhooks().find(tx, id));
    if (webhook.filter(each -> each.state().off().isEmpty()).isEmpty()) {
      drop(delivery, "the webhook is off, or was removed");
      return;
    }
    if (!db.read(tx -> rights.hold(tx, webhook.get()))) {
      orphaned(webhook.get());
      return;
    }
    recordOutcome(delivery, sender.send(delivery, webhook.get()));
  }

  private void orphaned(Webhook webhook) {
    maintenance.make(change -> {
      failing.orphaned(change, webhook);
      return webhook;
    });
  }

  private void recordOutcome(Delivery delivery, DeliveryResult outcome) {
    maintenance.make(change -> {
      recordOutcome(change, delivery, outcome);
      return outcome;
    });
  }

  private void recordOutcome(Change change, Delivery delivery, DeliveryResult outcome) {
    if (!outcome.arrived()) {
      failing.failed(change, delivery, outcome);
    } else if (notices.deliveries().delivered(change.tx(), delivery, outcome.words())
        && delivery.recipient() instanceof Recipient.Hook(var id)) {
      notices.webhooks().arrived(change.tx(), id);
    }
  }

  private void drop(Delivery delivery, String why) {
    maintenance.make(change -> notices.deliveries().drop(change.tx(), delivery, why));
  }

  /** Sends a test message, once and now. */
  DeliveryResult test(Webhook webhook, String id) {
    return sender.test(webhook, id);
  }
}
