package dev.imprimatur.notify;

import dev.imprimatur.access.People;
import dev.imprimatur.audit.Audit;
import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.mail.Mailer;
import dev.imprimatur.notices.Delivery;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.notices.Webhook;
import dev.imprimatur.notices.WebhookId;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.trust.Publishers;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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

  private final Ledgers ledgers;
  private final Telling telling;
  private final Failing failing;
  private final WebhookRights rights;
  private final Hooking hooking;
  private final Mailing mailing;
  private final World world;
  private final int atOnce;

  /** What is read, and what is written. */
  public record Ledgers(
      Database db,
      AuditLog log,
      Audit audit,
      Notices notices,
      People people,
      Publishers publishers) {}

  /**
   * What is outside.
   *
   * @param mailer empty if nobody gets mails
   */
  public record World(
      Outbound outbound,
      Optional<Mailer> mailer,
      InstantSource clock,
      ThreadFactory threads,
      PublicUrl publicUrl) {}

  public Messenger(Ledgers ledgers, World world, Limits.Notices limits) {
    this.ledgers = ledgers;
    this.world = world;
    this.atOnce = limits.atOnce();
    this.rights = new WebhookRights(ledgers.people());
    this.failing = new Failing(ledgers.notices(), ledgers.audit());
    this.hooking = new Hooking(world.outbound(), world.clock(), limits);
    this.mailing = new Mailing(ledgers.db(), ledgers.people().users(), world.mailer());
    var audience =
        new Audience(
            ledgers.people(),
            ledgers.publishers(),
            ledgers.notices().webhooks(),
            new EventOwners(ledgers.log(), ledgers.people().owners()),
            world.mailer().isPresent());
    this.telling =
        new Telling(
            ledgers.db(),
            ledgers.log(),
            ledgers.audit(),
            ledgers.notices(),
            audience,
            failing,
            rights);
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
      world
          .threads()
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
    var deliveries = ledgers.notices().deliveries();
    return places > 0 && ledgers.db().read(deliveries::areDue)
        ? ledgers.db().write(tx -> deliveries.take(tx, places))
        : List.of();
  }

  /** What fails here is still taken, and tried again when it is not any more. */
  private void tell(Delivery delivery) {
    try {
      switch (delivery.recipient()) {
        case Recipient.Hook(var id) -> tell(delivery, id);
        case Recipient.Mailbox mailbox ->
            settle(delivery, mailing.send(mailbox, message(delivery)));
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A notice could not be sent and will be tried again", e);
    }
  }

  private void tell(Delivery delivery, WebhookId id) {
    var webhook = ledgers.db().read(tx -> ledgers.notices().webhooks().find(tx, id));
    if (webhook.filter(each -> each.state().off().isEmpty()).isEmpty()) {
      drop(delivery, "the webhook is off, or was removed");
      return;
    }
    if (!ledgers.db().read(tx -> rights.hold(tx, webhook.get()))) {
      orphaned(webhook.get());
      return;
    }
    var outcome = hooking.send(webhook.get(), delivery.id().toString(), message(delivery).json());
    settle(delivery, outcome);
  }

  private void orphaned(Webhook webhook) {
    ledgers
        .db()
        .write(tx -> {
          failing.orphaned(tx, webhook);
          return webhook;
        });
  }

  private void settle(Delivery delivery, Outcome outcome) {
    ledgers
        .db()
        .write(tx -> {
          settle(tx, delivery, outcome);
          return outcome;
        });
  }

  private void settle(Tx tx, Delivery delivery, Outcome outcome) {
    if (!outcome.arrived()) {
      failing.failed(tx, delivery, outcome);
    } else if (ledgers.notices().deliveries().delivered(tx, delivery, outcome.words())
        && delivery.recipient() instanceof Recipient.Hook(var id)) {
      ledgers.notices().webhooks().arrived(tx, id);
    }
  }

  private void drop(Delivery delivery, String why) {
    ledgers.db().write(tx -> ledgers.notices().deliveries().drop(tx, delivery, why));
  }

  private Message message(Delivery delivery) {
    var entry = ledgers.db().read(tx -> ledgers.log().find(tx, delivery.seq())).orElseThrow();
    return new Message(
        delivery.id().toString(),
        entry,
        // Another build may have noted an event of a kind that this one does not know.
        Wording.of(entry).map(Notice::sentence).orElseGet(() -> entry.kind().wire()),
        Message.link(entry, world.publicUrl()));
  }

  /** Sends a message that tells nothing, once and now. */
  Outcome test(Webhook webhook, String id) {
    var body =
        JsonObject.with("type", "webhook-test")
            .and("timestamp", world.clock().instant())
            .and(
                "data",
                JsonObject.with("subject", webhook.subject().text())
                    .and("summary", "This registry can reach this webhook.")
                    .and("link", world.publicUrl() + "/")
                    .build())
            .build();
    return hooking.send(webhook, id, Json.text(body));
  }
}
