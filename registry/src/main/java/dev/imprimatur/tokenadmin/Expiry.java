package dev.imprimatur.tokenadmin;

import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.problem.PeopleProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.tokens.TokenTerms;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * The rule of how long a token may last: at least a day, and at most as long as what it may do is
 * worth.
 *
 * @param title the kind of token, in npm's words
 */
public record Expiry(String title, TokenLimits.Lifetime limits) {
  public static Expiry of(TokenTerms terms, TokenLimits limits) {
    return terms.writes()
        ? new Expiry("Read-write", limits.writing())
        : new Expiry("Read-only", limits.reading());
  }

  public Duration usual() {
    return Duration.ofDays(limits.daysUsual());
  }

  public Duration ofDays(long days) {
    if (days < 1) {
      throw invalid("A token lasts at least 1 day");
    }
    if (days > limits.daysMax()) {
      throw tooLong();
    }
    return Duration.ofDays(days);
  }

  /** Reads a number of days, as a number or a text, or an ISO date. */
  Duration lifetime(JsonValue wanted, Instant now) {
    return switch (wanted) {
      case JsonNumber number -> ofDays(number.safeInteger().orElseThrow(Expiry::unreadable));
      case JsonText(var text) when text.matches("\\d{1,6}") -> ofDays(Long.parseLong(text));
      case JsonText(var text) -> until(date(text), now);
      default -> throw unreadable();
    };
  }

  private Duration until(Instant end, Instant now) {
    var lifetime = Duration.between(now, end);
    if (lifetime.compareTo(Duration.ofDays(1)) < 0) {
      throw invalid("A token lasts at least 1 day");
    }
    if (lifetime.compareTo(Duration.ofDays(limits.daysMax())) > 0) {
      throw tooLong();
    }
    return lifetime;
  }

  private static Instant date(String text) {
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw unreadable();
    }
  }

  private ProblemException tooLong() {
    return invalid(
        "%s tokens cannot have expiration longer than %d days".formatted(title, limits.daysMax()));
  }

  private static ProblemException unreadable() {
    return invalid("\"expires\" must be a number of days, or an ISO date");
  }

  private static ProblemException invalid(String why) {
    return new PeopleProblem.InvalidToken(why).asException();
  }
}
