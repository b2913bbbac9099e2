package dev.imprimatur.notify;

import dev.imprimatur.access.People;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.notices.Delivery;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.notices.Webhook;
import dev.imprimatur.notices.WebhookId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Tells what is to be told, to each in its own thread. Some are told at one time, and whoever is
 * slow keeps one place of those for as long as he may take, and no more: the next one follows as
 * soon as any place is free, and meanwhile the log is read on.
 */
public final class Messenger {
  private static final Logger LOG = System.getLogger(Messenger.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final Database db;
  private final Notices notices;
  private final Telling telling;
  private final MessageSender sender;
  private final Failing failing;
  private final WebhookRights rights;
  private final ThreadFactory threads;
  private final int atOnce;

  /**
   * Makes a messenger.
   *
   * @param atOnce how many are told at one time
   */
  public Messenger(
      Database db,
      Notices notices,
      Audit audit,
      People people,
      Telling telling,
      MessageSender sender,
      ThreadFactory threads,
      int atOnce) {
    this.db = db;
    this.notices = notices;
    this.telling = telling;
    this.sender = sender;
    this.failing = new Failing(notices, audit);
    this.rights = new WebhookRights(people);
    this.threads = threads;
    this.atOnce = atOnce;
  }

  /** Tells everything that is due, and what becomes due until all of it is over. */
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

  /** Begins to tell what is due, as far as there are places; returns how much that is. */
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
        ? db.write(tx -> deliveries.take(tx, places))
        : List.of();
  }

  /** What fails here is still taken, and tried again when it is not any more. */
  private void tell(Delivery delivery) {
    try {
      switch (delivery.recipient()) {
        case Recipient.Hook(var id) -> tell(delivery, id);
        case Recipient.Mailbox mailbox -> settle(delivery, sender.send(delivery, mailbox));
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
    settle(delivery, sender.send(delivery, webhook.get()));
  }

  private void orphaned(Webhook webhook) {
    db.write(tx -> {
      failing.orphaned(tx, webhook);
      return webhook;
    });
  }

  private void settle(Delivery delivery, Outcome outcome) {
    db.write(tx -> {
      settle(tx, delivery, outcome);
      return outcome;
    });
  }

  private void settle(Tx tx, Delivery delivery, Outcome outcome) {
    if (!outcome.arrived()) {
      failing.failed(tx, delivery, outcome);
    } else if (notices.deliveries().delivered(tx, delivery, outcome.words())
        && delivery.recipient() instanceof Recipient.Hook(var id)) {
      notices.webhooks().arrived(tx, id);
    }
  }

  private void drop(Delivery delivery, String why) {
    db.write(tx -> notices.deliveries().drop(tx, delivery, why));
  }

  /** Sends a message that tells nothing, once and now. */
  Outcome test(Webhook webhook, String id) {
    return sender.test(webhook, id);
  }
}
