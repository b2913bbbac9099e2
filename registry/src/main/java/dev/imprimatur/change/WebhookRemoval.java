package dev.imprimatur.change;

import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.notices.Subject;
import dev.imprimatur.notices.Webhook;
import java.util.Optional;

/** The end of a webhook: nothing more is told to it, also nothing that waits for it already. */
public final class WebhookRemoval {
  private WebhookRemoval() {}

  public static void remove(Change change, Notices notices, Webhook webhook) {
    var tx = change.tx();
    notices.webhooks().remove(tx, webhook.id());
    notices.deliveries().dropAll(tx, new Recipient.Hook(webhook.id()), "the webhook was removed");
    change.happened(new NoticeEvent.WebhookRemoved(hook(webhook)));
  }

  /** A webhook as the audit log knows it. */
  public static NoticeEvent.Hook hook(Webhook webhook) {
    var subject = webhook.subject();
    return new NoticeEvent.Hook(
        webhook.id().value(),
        webhook.to().url().getHost(),
        subject.text(),
        subject instanceof Subject.OfPackage(var name)
            ? Optional.of(name.value())
            : Optional.empty());
  }
}
