package dev.imprimatur.audit;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.UUID;

/** A change of who is told what happens, or somebody who could not be told. */
public sealed interface NoticeEvent extends Event {

  /**
   * A webhook. Its whole address may be a secret, so there is only its host.
   *
   * @param subject its scope: {@code *}, a package, or an organization with an at sign
   * @param target the package, if it is one
   */
  record Hook(UUID id, String host, String subject, Optional<String> target) {
    JsonObject.Builder json() {
      return JsonObject.with("webhook", id.toString()).and("host", host).and("subject", subject);
    }
  }

  record WebhookAdded(Hook hook) implements NoticeEvent {
    @Override
    public EventKind kind() {
      return EventKind.WEBHOOK_ADDED;
    }

    @Override
    public Optional<String> about() {
      return hook.target();
    }

    @Override
    public JsonObject facts() {
      return hook.json().build();
    }
  }

  record WebhookRemoved(Hook hook) implements NoticeEvent {
    @Override
    public EventKind kind() {
      return EventKind.WEBHOOK_REMOVED;
    }

    @Override
    public Optional<String> about() {
      return hook.target();
    }

    @Override
    public JsonObject facts() {
      return hook.json().build();
    }
  }

  /** A webhook failed for too long, or asked for it; what waited for it is dropped. */
  record WebhookSwitchedOff(Hook hook, String why) implements NoticeEvent {
    @Override
    public EventKind kind() {
      return EventKind.WEBHOOK_DISABLED;
    }

    @Override
    public Optional<String> about() {
      return hook.target();
    }

    @Override
    public JsonObject facts() {
      return hook.json().and("why", why).build();
    }
  }

  record WebhookSwitchedOn(Hook hook) implements NoticeEvent {
    @Override
    public EventKind kind() {
      return EventKind.WEBHOOK_ENABLED;
    }

    @Override
    public Optional<String> about() {
      return hook.target();
    }

    @Override
    public JsonObject facts() {
      return hook.json().build();
    }
  }

  /**
   * A recipient could not be told of an event in all attempts.
   *
   * @param recipient {@code webhook:ID}, {@code mail:USER}
   * @param seq the event's number
   * @param outcome the outcome of the last attempt
   */
  record NoticeGivenUp(String recipient, long seq, String outcome) implements NoticeEvent {
    @Override
    public EventKind kind() {
      return EventKind.NOTIFICATION_FAILED;
    }

    @Override
    public Optional<String> about() {
      return Optional.empty();
    }

    @Override
    public JsonObject facts() {
      return JsonObject.with("recipient", recipient)
          .and("seq", seq)
          .and("outcome", outcome)
          .build();
    }
  }
}
