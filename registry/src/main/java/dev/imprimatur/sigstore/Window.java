package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.ProtoJson;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The time in which something is valid, both ends inclusive.
 *
 * @param end empty if no end is known yet
 */
record Window(Instant start, Optional<Instant> end) {
  static final Window ALWAYS = new Window(Instant.MIN, Optional.empty());

  static Window of(ProtoJson message) {
    return new Window(instant(message, "start").orElse(Instant.MIN), instant(message, "end"));
  }

  boolean holds(Instant time) {
    return !time.isBefore(start) && end.filter(time::isAfter).isEmpty();
  }

  static Optional<Instant> instant(ProtoJson message, String name) {
    var text = message.text(name);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException e) {
      throw new Refusal(Reason.MALFORMED, "a time in it is not one of RFC 3339");
    }
  }
}
