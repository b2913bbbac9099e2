package dev.imprimatur.outbox;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The delivery of one event to one recipient.
 *
 * @param seq the event's number in the audit log
 * @param attempts the number of attempts, this one included
 * @param outcome the outcome of the last attempt; empty before
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

  /** The state of a delivery. */
  public enum State {
    /** It is still to be delivered. */
    WAITING,
    /** It was delivered. */
    DELIVERED,
    /** It will not be delivered. */
    GIVEN_UP;

    /** Returns its name in the database and the API: {@code given-up}. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static State of(String wire) {
      return valueOf(wire.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
  }
}
