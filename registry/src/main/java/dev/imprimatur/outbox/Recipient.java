package dev.imprimatur.outbox;

/** A recipient of notifications. */
public sealed interface Recipient {

  /** A webhook. */
  record Hook(WebhookId id) implements Recipient {}

  /** A person, by mail. */
  record Mailbox(String user) implements Recipient {}

  /** Writes each as its own text: {@code webhook:0193…}, {@code mail:alice}. */
  default String text() {
    return switch (this) {
      case Hook(var id) -> "webhook:" + id;
      case Mailbox(var user) -> "mail:" + user;
    };
  }

  /** Parses what {@link #text} wrote. */
  static Recipient of(String text) {
    var name = text.substring(text.indexOf(':') + 1);
    return text.startsWith("mail:") ? new Mailbox(name) : new Hook(WebhookId.of(name));
  }
}
