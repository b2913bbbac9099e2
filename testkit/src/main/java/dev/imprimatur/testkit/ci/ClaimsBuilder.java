package dev.imprimatur.testkit.ci;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A builder of the claims of one token, which keeps what was chosen. */
public final class ClaimsBuilder {
  private final Map<String, @Nullable Object> claims;
  private final String issuer;
  private final String audience;
  private final Instant now;

  ClaimsBuilder(Map<String, Object> chosen, String issuer, String audience, Instant now) {
    this.claims = new LinkedHashMap<>(chosen);
    this.issuer = issuer;
    this.audience = audience;
    this.now = now;
  }

  public String issuer() {
    return issuer;
  }

  public boolean has(String claim) {
    return claims.get(claim) != null;
  }

  /** Returns the value of a claim that is text. */
  public String text(String claim) {
    if (claims.get(claim) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(claim + " is no text but " + claims.get(claim));
  }

  /** Sets a claim unless it was chosen. */
  public ClaimsBuilder orElse(String claim, Object value) {
    claims.putIfAbsent(claim, value);
    return this;
  }

  /** Sets a claim, whatever was chosen. */
  ClaimsBuilder replace(String claim, Object value) {
    claims.put(claim, value);
    return this;
  }

  ClaimsBuilder leaveOut(String claim) {
    claims.remove(claim);
    return this;
  }

  /** Sets issuer and audience. */
  public ClaimsBuilder forItsReader() {
    return orElse("iss", issuer).orElse("aud", audience);
  }

  /** Sets issuer and audience, the audience in a list. */
  public ClaimsBuilder forItsReaders() {
    orElse("iss", issuer);
    return replace("aud", List.of(has("aud") ? text("aud") : audience));
  }

  /** Gives the token an id of its own. */
  public ClaimsBuilder withId() {
    return orElse("jti", UUID.randomUUID().toString());
  }

  /** Sets the times of issue and of expiry, in seconds. */
  public ClaimsBuilder lasting(Duration lifetime) {
    orElse("iat", now.getEpochSecond());
    return orElse("exp", seconds("iat") + lifetime.toSeconds());
  }

  /** Sets the time from which it is valid, in seconds. */
  public ClaimsBuilder goodBefore(Duration headStart) {
    orElse("iat", now.getEpochSecond());
    return orElse("nbf", seconds("iat") - headStart.toSeconds());
  }

  Map<String, @Nullable Object> claims() {
    return Collections.unmodifiableMap(claims);
  }

  private long seconds(String claim) {
    return claims.get(claim) instanceof Long seconds ? seconds : now.getEpochSecond();
  }
}
