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

  String shown() {
    return FORM.format(instant);
  }

  String machine() {
    return instant.toString();
  }
}
