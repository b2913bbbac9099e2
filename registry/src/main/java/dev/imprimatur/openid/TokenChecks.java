package dev.imprimatur.openid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The checks of a provider's token once its signature is verified: an ID token (OpenID Connect Core
 * 1.0, section 3.1.3.7) or a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6).
 * Each answers with what is wrong, or nothing.
 *
 * @param now the moment
 * @param leeway how far two clocks may differ
 */
record TokenChecks(OpenIdProvider provider, Instant now, Duration leeway) {
  static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

  /** Tokens are used within seconds of their making. */
  private static final Duration AGE_MAX = Duration.ofMinutes(10);

  /** A subject is never longer (OpenID Connect Core 1.0, section 2); so is no other id here. */
  private static final Pattern ID = Pattern.compile("[\\x20-\\x7e]{1,255}");

  /** Checks what an ID token says of itself; the nonce and the access token are checked apart. */
  Optional<String> ofIdToken(JsonObject claims) {
    if (claims.has("events")) {
      return Optional.of("it is a logout token and not an ID token");
    }
    if (!isId(claims, "sub")) {
      return Optional.of("its ID token says of nobody who it is");
    }
    return ofEither(claims, "ID token");
  }

  Optional<String> ofLogoutToken(JsonObject claims) {
    boolean event =
        claims.object("events").filter(all -> all.object(LOGOUT_EVENT).isPresent()).isPresent();
    if (!event) {
      return Optional.of("it does not tell of a sign-out");
    }
    if (claims.has("nonce")) {
      return Optional.of("it has a nonce, and so could be passed off as an ID token");
    }
    if (!isId(claims, "jti")) {
      return Optional.of("it has no id");
    }
    if (!isId(claims, "sub") && !isId(claims, "sid")) {
      return Optional.of("it does not say who signed out");
    }
    return ofEither(claims, "logout token");
  }

  static boolean isNonce(JsonObject claims, Secret nonce) {
    return claims.text("nonce").map(Secret::of).filter(nonce::equals).isPresent();
  }

  /**
   * Returns whether an access token is the one that the ID token came with, if it says so (OpenID
   * Connect Core 1.0, section 3.1.3.6).
   */
  static boolean fits(JsonObject claims, String algorithm, Secret accessToken) {
    if (!claims.has("at_hash")) {
      return true;
    }
    var hash =
        switch (algorithm.substring(2)) {
          case "384" -> HashAlgorithm.SHA_384;
          case "512" -> HashAlgorithm.SHA_512;
          default -> HashAlgorithm.SHA_256;
        };
    var all = hash.digest(accessToken.reveal().getBytes(US_ASCII));
    var half =
        Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(all, all.length / 2));
    return claims.text("at_hash").equals(Optional.of(half));
  }

  private Optional<String> ofEither(JsonObject claims, String what) {
    if (!claims.text("iss").equals(Optional.of(provider.issuer()))) {
      return Optional.of("its %s is another issuer's".formatted(what));
    }
    if (!isForUs(claims)) {
      return Optional.of("its %s is not for this registry alone".formatted(what));
    }
    return ofTimes(claims).map(why -> "its %s %s".formatted(what, why));
  }

  /** Nobody else is trusted with our tokens, so nobody else may be among those they are for. */
  private boolean isForUs(JsonObject claims) {
    JsonValue audience = claims.get("aud").orElse(JsonArray.EMPTY);
    if (audience instanceof JsonArray(var items) && items.size() == 1) {
      audience = items.getFirst();
    }
    boolean ours = audience instanceof JsonText(var text) && text.equals(provider.clientId());
    return ours
        && (!claims.has("azp") || claims.text("azp").equals(Optional.of(provider.clientId())));
  }

  private Optional<String> ofTimes(JsonObject claims) {
    var expires = time(claims, "exp");
    var issued = time(claims, "iat");
    if (expires.isEmpty() || issued.isEmpty()) {
      return Optional.of("does not say when it was issued or when it expires");
    }
    if (!now.isBefore(expires.get().plus(leeway))) {
      return Optional.of("has expired");
    }
    if (issued.get().isAfter(now.plus(leeway))) {
      return Optional.of("was issued in the future");
    }
    if (issued.get().isBefore(now.minus(AGE_MAX).minus(leeway))) {
      return Optional.of("was issued long ago");
    }
    if (claims.has("nbf")
        && time(claims, "nbf").filter(from -> !from.isAfter(now.plus(leeway))).isEmpty()) {
      return Optional.of("is not valid yet");
    }
    return Optional.empty();
  }

  static Optional<Instant> time(JsonObject claims, String claim) {
    return claims
        .get(claim)
        .filter(JsonNumber.class::isInstance)
        .map(number -> ((JsonNumber) number).safeInteger())
        .filter(seconds -> seconds.isPresent() && seconds.getAsLong() >= 0)
        .filter(seconds -> seconds.getAsLong() < Instant.MAX.getEpochSecond() / 2)
        .map(seconds -> Instant.ofEpochSecond(seconds.getAsLong()));
  }

  private static boolean isId(JsonObject claims, String claim) {
    return claims.text(claim).filter(text -> ID.matcher(text).matches()).isPresent();
  }
}
