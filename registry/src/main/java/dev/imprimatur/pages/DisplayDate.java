package dev.imprimatur.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The time when something happened, for people by the day and for machines to the millisecond; in
 * UTC.
 */
record DisplayDate(Instant instant) {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  /** Shows the minute as well, for what ends then. */
  String minute() {
    return MINUTE.format(instant);
  }

  String shown() {
    return FORM.format(instant);
  }

  String machine() {
    return instant.toString();
  }
}
