package dev.imprimatur.issuers;

import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.rulebooks.Issuer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The check of a token's times (RFC 7519, sections 4.1.4 to 4.1.6) at one moment.
 *
 * @param leeway how far two clocks may differ
 * @param issuedSince what was issued before is not taken
 */
record TokenTimeCheck(Instant now, Duration leeway, Instant issuedSince) {

  /** Requires that the token is valid now; returns when it expires. */
  Instant require(JsonObject payload, Issuer issuer) {
    var expires = time(payload, "exp").orElseThrow(() -> malformed("exp"));
    var issued =
        time(payload, "iat").orElseThrow(() -> refusal("it does not say when it was issued"));
    if (!now.isBefore(expires.plus(leeway))) {
      throw refusal("it expired %s ago".formatted(spoken(expires, now)));
    }
    if (issued.isAfter(now.plus(leeway))) {
      throw refusal("it is issued %s from now".formatted(spoken(now, issued)));
    }
    // The issuer's clock may be ahead, so that a token from before seems to be from after.
    if (issued.isBefore(issuedSince.plus(leeway))) {
      throw refusal(
          "it was issued at %s, and this registry takes none from before %s; start the job again"
              .formatted(issued, issuedSince.plus(leeway)));
    }
    var begins = time(payload, "nbf");
    if (begins.isPresent() && begins.get().isAfter(now.plus(leeway))) {
      throw refusal("it is not valid before %s".formatted(begins.get()));
    }
    var lifetimeMax = issuer.lifetimeMax();
    if (Duration.between(issued, expires).compareTo(lifetimeMax) > 0) {
      throw refusal(
          "it lasts longer than %d minutes, which no token of %s does"
              .formatted(lifetimeMax.toMinutes(), issuer.provider().title()));
    }
    return expires;
  }

  private static Optional<Instant> time(JsonObject payload, String claim) {
    return payload
        .get(claim)
        .map(value ->
            Optional.of(value)
                .filter(JsonNumber.class::isInstance)
                .map(number -> ((JsonNumber) number).safeInteger())
                .filter(seconds -> seconds.isPresent() && seconds.getAsLong() >= 0)
                .filter(seconds -> seconds.getAsLong() < Instant.MAX.getEpochSecond())
                .map(seconds -> Instant.ofEpochSecond(seconds.getAsLong()))
                .orElseThrow(() -> malformed(claim)));
  }

  private static String spoken(Instant from, Instant to) {
    return Duration.between(from, to).toSeconds() + " seconds";
  }

  private static ProblemException malformed(String claim) {
    return new ExchangeProblem.TokenMalformed("its %s is not a number of seconds".formatted(claim))
        .asException();
  }

  private ProblemException refusal(String why) {
    return new ExchangeProblem.Time(why, now).asException();
  }
}
