package dev.imprimatur.notifications;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.outbox.Webhook;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Map;

/** The sender of messages to webhooks in the form of Standard Webhooks (standardwebhooks.com). */
final class WebhookSender {
  private final Outbound outbound;
  private final InstantSource clock;
  private final Limits.Notices limits;

  WebhookSender(Outbound outbound, InstantSource clock, Limits.Notices limits) {
    this.outbound = outbound;
    this.clock = clock;
    this.limits = limits;
  }

  DeliveryResult send(Webhook webhook, String id, String body) {
    var now = clock.instant();
    var headers =
        Map.of(
            "webhook-id",
            id,
            "webhook-timestamp",
            Long.toString(now.getEpochSecond()),
            "webhook-signature",
            webhook.key().signature(id, now, body),
            "user-agent",
            "imprimatur");
    return send(webhook, headers, body);
  }

  /** Sends a message as npm's hooks do. */
  DeliveryResult sendAsNpm(Webhook webhook, String id, String body) {
    var headers =
        Map.of(
            "webhook-id",
            id,
            "x-npm-signature",
            webhook.key().npmSignature(body),
            "user-agent",
            "imprimatur");
    return send(webhook, headers, body);
  }

  private DeliveryResult send(Webhook webhook, Map<String, String> headers, String body) {
    var reach = webhook.to().internal() ? Ask.Reach.INTERNAL : Ask.Reach.PUBLIC;
    try {
      var ask = new Ask(webhook.to().url(), reach, 0, limits.patience());
      return DeliveryResult.answered(outbound.tell(ask, headers, body.getBytes(UTF_8)));
    } catch (IOException e) {
      return DeliveryResult.failed(String.valueOf(e.getMessage()));
    }
  }
}
