package dev.imprimatur.outbox;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * An address that is told what happens.
 *
 * @param key signs what it is sent
 * @param createdBy whoever added it, or has switched it on again, and by whose rights it is told
 * @param kinds what it hears of
 */
public record Webhook(
    WebhookId id,
    Destination to,
    WebhookScope subject,
    WebhookSecret key,
    String createdBy,
    Instant createdAt,
    State state,
    Set<WebhookKind> kinds) {

  public Webhook {
    kinds = Set.copyOf(kinds);
  }

  /** Returns the name of who added it, without saying what they are. */
  public String creatorName() {
    return createdBy.substring(createdBy.indexOf(':') + 1);
  }

  /**
   * The address of a webhook.
   *
   * @param internal whether it may be behind our own walls, and speak plain http; only the operator
   *     says so
   */
  public record Destination(URI url, boolean internal) {}

  /**
   * The state of a webhook.
   *
   * @param failingSince set if nothing has arrived since then
   * @param off set if nothing is sent to it any more
   */
  public record State(Optional<Instant> failingSince, Optional<Off> off) {
    static final State NEW = new State(Optional.empty(), Optional.empty());
  }

  /** The switching off of a webhook. */
  public record Off(Instant at, String why) {}
}
