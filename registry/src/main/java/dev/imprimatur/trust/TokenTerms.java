package dev.imprimatur.trust;

import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.TrustProblem;
import java.time.Duration;

/**
 * The terms of the tokens that are minted for a trusted publisher.
 *
 * @param lifetime from one to fifteen minutes
 * @param singleUse whether a token is good for one write only
 */
public record TokenTerms(Duration lifetime, boolean singleUse) {
  static final Duration LONGEST = Duration.ofMinutes(15);

  public static final TokenTerms USUAL = new TokenTerms(LONGEST, false);

  public TokenTerms {
    if (lifetime.compareTo(Duration.ofMinutes(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
      throw new TrustProblem.InvalidPublisher("its tokens last from 1 to 15 minutes").asException();
    }
  }

  /** The terms that both of them allow. */
  TokenTerms and(TokenTerms other) {
    return new TokenTerms(
        lifetime.compareTo(other.lifetime) < 0 ? lifetime : other.lifetime,
        singleUse || other.singleUse);
  }

  public JsonObject json() {
    return JsonObject.with("minutes", JsonNumber.of(lifetime.toMinutes()))
        .and("singleUse", singleUse)
        .build();
  }

  /**
   * Parses what {@link #json} wrote, or what was sent by somebody who wants less than the usual.
   */
  public static TokenTerms ofJson(JsonObject json) {
    var minutes =
        json.get("minutes")
            .map(TokenTerms::minutes)
            .map(Duration::ofMinutes)
            .orElse(USUAL.lifetime());
    return new TokenTerms(
        minutes, json.get("singleUse").filter(new JsonBoolean(true)::equals).isPresent());
  }

  private static long minutes(JsonValue value) {
    return value instanceof JsonNumber number ? number.safeInteger().orElse(0) : 0;
  }
}
