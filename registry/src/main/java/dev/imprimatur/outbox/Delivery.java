package dev.imprimatur.outbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One event that one recipient is to be told.
 *
 * @param seq the event's number in the audit log
 * @param attempts how often it was tried to tell it, this time included
 * @param outcome what the last attempt came to; empty before
 * @param nextAt when it is tried, or tried again; empty when it is over
 */
public record Delivery(
    UUID id,
    Recipient recipient,
    long seq,
    State state,
    int attempts,
    String outcome,
    Instant createdAt,
    Optional<Instant> nextAt) {

  /** How far it has come. */
  public enum State {
    /** It is still to be told. */
    WAITING,
    /** It was told. */
    DELIVERED,
    /** It will not be told. */
    GIVEN_UP;

    /** As the database and the API write it: {@code given-up}. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static State of(String wire) {
      return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
