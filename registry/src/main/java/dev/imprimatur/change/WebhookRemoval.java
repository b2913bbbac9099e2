package dev.imprimatur.change;

import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.outbox.Notices;
import dev.imprimatur.outbox.Recipient;
import dev.imprimatur.outbox.Webhook;
import dev.imprimatur.outbox.WebhookScope;
import java.util.Optional;

/** The removal of a webhook: nothing more is sent to it, not even what waits for it already. */
public final class WebhookRemoval {
  private WebhookRemoval() {}

  public static void remove(Change change, Notices notices, Webhook webhook) {
    var tx = change.tx();
    notices.webhooks().remove(tx, webhook.id());
    notices.deliveries().dropAll(tx, new Recipient.Hook(webhook.id()), "the webhook was removed");
    change.happened(new NoticeEvent.WebhookRemoved(hook(webhook)));
  }

  /** Describes a webhook for the audit log. */
  public static NoticeEvent.Hook hook(Webhook webhook) {
    var subject = webhook.subject();
    return new NoticeEvent.Hook(
        webhook.id().value(),
        webhook.to().url().getHost(),
        subject.text(),
        subject instanceof WebhookScope.OfPackage(var name)
            ? Optional.of(name.value())
            : Optional.empty());
  }
}
