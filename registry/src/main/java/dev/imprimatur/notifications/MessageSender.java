package dev.imprimatur.notifications;

import dev.imprimatur.audit.AuditLog;
import dev.imprimatur.db.Database;
import dev.imprimatur.http.PublicUrl;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.outbox.Delivery;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.Webhook;
import java.time.InstantSource;

/** The sender of messages about events: to webhooks, and to people by mail. */
public final class MessageSender {
  private final Database db;
  private final AuditLog log;
  private final InstantSource clock;
  private final PublicUrl publicUrl;
  private final WebhookSender hooking;
  private final MailSender mailing;

  public MessageSender(
      Database db,
      AuditLog log,
      MailSender mailing,
      Outbound outbound,
      InstantSource clock,
      PublicUrl publicUrl,
      Limits.Notices limits) {
    this.db = db;
    this.log = log;
    this.clock = clock;
    this.publicUrl = publicUrl;
    this.hooking = new WebhookSender(outbound, clock, limits);
    this.mailing = mailing;
  }

  DeliveryResult send(Delivery delivery, Webhook webhook) {
    var id = delivery.id().toString();
    var message = message(delivery);
    return webhook.key().isChosen()
        ? hooking.sendAsNpm(webhook, id, new NpmHookMessage(message.entry()).json(webhook))
        : hooking.send(webhook, id, message.json());
  }

  DeliveryResult send(Delivery delivery, Recipient.Mailbox mailbox) {
    return mailing.send(mailbox, message(delivery));
  }

  private Message message(Delivery delivery) {
    var entry = db.read(tx -> log.find(tx, delivery.seq())).orElseThrow();
    return new Message(
        delivery.id().toString(),
        entry,
        NotificationText.of(entry).map(Notice::sentence).orElseGet(() -> News.sentence(entry)),
        Message.link(entry, publicUrl));
  }

  /** Sends a test message. */
  DeliveryResult test(Webhook webhook, String id) {
    var body =
        JsonObject.with("type", "webhook-test")
            .and("timestamp", clock.instant())
            .and(
                "data",
                JsonObject.with("subject", webhook.subject().text())
                    .and("summary", "This registry can reach this webhook.")
                    .and("link", publicUrl + "/")
                    .build())
            .build();
    return webhook.key().isChosen()
        ? hooking.sendAsNpm(webhook, id, Json.text(body))
        : hooking.send(webhook, id, Json.text(body));
  }
}
