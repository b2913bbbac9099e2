package dev.imprimatur.sso;

import dev.imprimatur.access.UserName;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Request;
import dev.imprimatur.openid.AuthorizationRequest;
import dev.imprimatur.secret.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookie by which a browser knows the sign-in that it began, and nobody else does. It is gone
 * with the answer, or after ten minutes; nothing is remembered here, so any server takes the
 * answer. Whoever makes one up has begun a sign-in of their own in their own browser, and gains
 * nothing.
 *
 * @param provider where the browser was sent
 * @param next the path of ours that comes after
 * @param link the account that the identity is to be linked with, if it is not to sign in
 */
record SignOnCookie(
    AuthorizationRequest request,
    String provider,
    Instant begunAt,
    String next,
    Optional<UserName> link) {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final String NAME = "__Host-imprimatur-sign-in";
  private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=";
  private static final Pattern FORM =
      Pattern.compile(
          "([A-Za-z0-9_-]{43})\\.([a-z0-9-]{1,32})\\.(\\d{1,13})"
              + "\\.([a-z0-9._-]{0,64})\\.(/[^\\s;,\"\\\\]*)");

  /** The sign-in that this browser began, if it did so a short while ago. */
  static Optional<SignOnCookie> of(Request request, Instant now) {
    return request
        .cookie(NAME)
        .map(cookie -> FORM.matcher(cookie.reveal()))
        .filter(found -> found.matches())
        .map(found ->
            new SignOnCookie(
                new AuthorizationRequest(Secret.of(found.group(1))),
                found.group(2),
                Instant.ofEpochMilli(Long.parseLong(found.group(3))),
                found.group(5),
                Optional.of(found.group(4)).filter(name -> !name.isEmpty()).map(UserName::new)))
        .filter(cookie -> now.isBefore(cookie.begunAt().plus(PATIENCE)));
  }

  Header set() {
    var value =
        "%s.%s.%d.%s.%s"
            .formatted(
                request.seed().reveal(),
                provider,
                begunAt.toEpochMilli(),
                link.map(UserName::value).orElse(""),
                next);
    return new Header("set-cookie", NAME + "=" + value + ATTRIBUTES + PATIENCE.toSeconds());
  }

  static Header forget() {
    return new Header("set-cookie", NAME + "=" + ATTRIBUTES + 0);
  }
}
