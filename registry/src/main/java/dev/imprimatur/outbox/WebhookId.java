package dev.imprimatur.outbox;

import dev.imprimatur.problem.NoticeProblem;
import java.util.UUID;

/** The id of a webhook. */
public record WebhookId(UUID value) {
  /** Reads what a person typed; a text that is no id becomes the id of no webhook. */
  public static WebhookId of(String text) {
    try {
      return new WebhookId(UUID.fromString(text));
    } catch (IllegalArgumentException e) {
      throw new NoticeProblem.WebhookNotFound(text).asException();
    }
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
