package dev.imprimatur.testkit.ci;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The claims of one token as it is put together; what was chosen stays. */
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

  /** What a claim says that is text. */
  public String text(String claim) {
    if (claims.get(claim) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(claim + " is no text but " + claims.get(claim));
  }

  /** Says this unless something else was chosen. */
  public ClaimsBuilder orElse(String claim, Object value) {
    claims.putIfAbsent(claim, value);
    return this;
  }

  /** Says this, whatever was chosen. */
  ClaimsBuilder replace(String claim, Object value) {
    claims.put(claim, value);
    return this;
  }

  ClaimsBuilder leaveOut(String claim) {
    claims.remove(claim);
    return this;
  }

  /** Says who issues the token, and for whom. */
  public ClaimsBuilder forItsReader() {
    return orElse("iss", issuer).orElse("aud", audience);
  }

  /** The same, with the audience in a list. */
  public ClaimsBuilder forItsReaders() {
    orElse("iss", issuer);
    return replace("aud", List.of(has("aud") ? text("aud") : audience));
  }

  /** Gives the token an id of its own. */
  public ClaimsBuilder withId() {
    return orElse("jti", UUID.randomUUID().toString());
  }

  /** Says when it is issued and when it ends, in seconds. */
  public ClaimsBuilder lasting(Duration lifetime) {
    orElse("iat", now.getEpochSecond());
    return orElse("exp", seconds("iat") + lifetime.toSeconds());
  }

  /** Says from when on it is good, in seconds. */
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
