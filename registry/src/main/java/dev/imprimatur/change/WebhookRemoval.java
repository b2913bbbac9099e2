package dev.imprimatur.change;

import dev.imprimatur.audit.Event;
import dev.imprimatur.audit.NoticeEvent;
import dev.imprimatur.db.Tx;
import dev.imprimatur.notices.Notices;
import dev.imprimatur.notices.Recipient;
import dev.imprimatur.notices.Subject;
import dev.imprimatur.notices.Webhook;
import java.util.Optional;
import java.util.function.Consumer;

/** The end of a webhook: nothing more is told to it, also nothing that waits for it already. */
public final class WebhookRemoval {
  private WebhookRemoval() {}

  public static void remove(Tx tx, Notices notices, Webhook webhook, Consumer<Event> happened) {
    notices.webhooks().remove(tx, webhook.id());
    notices.deliveries().dropAll(tx, new Recipient.Hook(webhook.id()), "the webhook was removed");
    happened.accept(new NoticeEvent.WebhookRemoved(hook(webhook)));
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
