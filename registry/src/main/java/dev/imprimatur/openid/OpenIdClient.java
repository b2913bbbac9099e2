package dev.imprimatur.openid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.jose.SignedToken;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.SignOnProblem;
import dev.imprimatur.secret.Secret;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The client of one provider: it sends people there with the authorization code flow (OpenID
 * Connect Core 1.0, section 3.1) and PKCE (RFC 7636), and believes of what comes back only what the
 * provider's own key has signed for this registry and for this very sign-in.
 */
public final class OpenIdClient {
  private static final Logger LOG = System.getLogger(OpenIdClient.class.getName());
  private static final Set<String> LOGOUT_TYPES = Set.of("LOGOUT+JWT", "JWT");

  /** With hundreds of groups in it, a token is longer than a job's. */
  private static final int TOKEN_BYTES_MAX = 64 * 1024;

  /** Whoever invents codes makes us ask the provider about them, and so not many at one time. */
  private static final int AT_ONCE = 16;

  private final OpenIdProvider provider;
  private final ProviderConnection connection;
  private final InstantSource clock;
  private final Limits.Trust limits;
  private final Semaphore underWay = new Semaphore(AT_ONCE);

  public OpenIdClient(
      OpenIdProvider provider, Outbound outbound, InstantSource clock, Limits.Trust limits) {
    this.provider = provider;
    this.connection = new ProviderConnection(provider, outbound, clock, limits);
    this.clock = clock;
    this.limits = limits;
  }

  public OpenIdProvider provider() {
    return provider;
  }

  /**
   * The answer that a browser brought back, as it stands in the address.
   *
   * @param issuer who says it is, if anybody (RFC 9207)
   */
  public record Callback(Optional<Secret> code, Optional<String> error, Optional<String> issuer) {}

  /**
   * Returns where to send a browser to sign in.
   *
   * @param callback where it is to come back to
   */
  public URI begin(AuthorizationRequest request, URI callback) {
    var address = connection.metadata().authorization();
    var query = new LinkedHashMap<String, String>();
    query.put("response_type", "code");
    query.put("client_id", provider.clientId());
    query.put("redirect_uri", callback.toString());
    query.put(
        "scope",
        Stream.concat(Stream.of("openid"), provider.scopes().stream())
            .distinct()
            .collect(Collectors.joining(" ")));
    query.put("state", request.state().reveal());
    query.put("nonce", request.nonce().reveal());
    query.put("code_challenge", request.challenge());
    query.put("code_challenge_method", "S256");
    return with(address, query);
  }

  /**
   * Returns where somebody signs out there as well, if the provider says so (OpenID Connect
   * RP-Initiated Logout 1.0). It is told who sends them and not whose session that is: so it asks
   * them first, and nobody is signed out there by a link that they were sent.
   *
   * @param back where they are to come back to
   */
  public Optional<URI> signOutAddress(URI back) {
    var query = new LinkedHashMap<String, String>();
    query.put("client_id", provider.clientId());
    query.put("post_logout_redirect_uri", back.toString());
    return connection.metadata().endSession().map(address -> with(address, query));
  }

  private static URI with(URI address, Map<String, String> query) {
    var joint = address.getRawQuery() == null ? "?" : "&";
    return URI.create(address + joint + form(query));
  }

  /**
   * Returns whom the provider vouches for, once; the state was compared by whoever has the browser.
   *
   * @param wanted claims that are looked for in a second place if the ID token lacks them
   */
  public Identity finish(
      AuthorizationRequest request, Callback answer, URI callback, Set<String> wanted) {
    requireSameIssuer(answer);
    if (answer.error().isPresent()) {
      throw new SignOnProblem.SignOnDenied(provider.title(), answer.error().get()).asException();
    }
    var code = answer.code().orElseThrow(() -> refused("it brings no code"));
    if (!underWay.tryAcquire()) {
      throw unavailable("too many people are signing in; try again in a moment");
    }
    try {
      var tokens = redeem(request, code, callback);
      return identity(request, tokens, wanted);
    } finally {
      underWay.release();
    }
  }

  /** Verifies a logout token. */
  public SignOut signOut(Secret compact) {
    var claims = claims(compact, LOGOUT_TYPES, SignOnProblem.LogoutTokenRefused::new);
    var wrong = checks().ofLogoutToken(claims);
    if (wrong.isPresent()) {
      throw new SignOnProblem.LogoutTokenRefused(provider.title(), wrong.get()).asException();
    }
    return new SignOut(
        provider.issuer(),
        claims.text("sub"),
        claims.text("sid"),
        claims.text("jti").orElseThrow(),
        TokenChecks.time(claims, "exp").orElseThrow());
  }

  /** An answer that says it is another's was mixed up with one by an attacker (RFC 9207). */
  private void requireSameIssuer(Callback answer) {
    boolean wrong =
        answer.issuer().isPresent()
            ? !answer.issuer().get().equals(provider.issuer())
            : connection.metadata().namesItself();
    if (wrong) {
      throw refused("it comes from another issuer, or does not say from which");
    }
  }

  private JsonObject redeem(AuthorizationRequest request, Secret code, URI callback) {
    var fields = new LinkedHashMap<String, String>();
    fields.put("grant_type", "authorization_code");
    fields.put("code", code.reveal());
    fields.put("redirect_uri", callback.toString());
    fields.put("code_verifier", request.verifier().reveal());
    var headers = new LinkedHashMap<String, String>();
    if (connection.metadata().takesBasic()) {
      headers.put("authorization", basic());
    } else {
      fields.put("client_id", provider.clientId());
      fields.put("client_secret", provider.clientSecret().reveal());
    }
    try {
      var answer = connection.postForm(connection.metadata().token(), headers, form(fields));
      if (!answer.good()) {
        throw notTaken(answer.status(), connection.json(answer).text("error").orElse("no reason"));
      }
      return connection.json(answer);
    } catch (IOException e) {
      throw unavailable(String.valueOf(e.getMessage()));
    }
  }

  private ProblemException notTaken(int status, String error) {
    if (error.equals("invalid_grant")) {
      return refused("it does not know the code, or knows it as used");
    }
    LOG.log(
        Level.ERROR,
        "provider={0}: the token request was answered with {1}, {2}",
        provider.name(),
        status,
        error.replaceAll("[^\\x20-\\x7e]", "?"));
    return unavailable("it does not take this registry's own credentials or request");
  }

  private Identity identity(AuthorizationRequest request, JsonObject tokens, Set<String> wanted) {
    var compact = Secret.of(tokens.text("id_token").orElse(""));
    var claims = claims(compact, SignedToken.IDENTITY, SignOnProblem.IdentityRefused::new);
    var wrong = checks().ofIdToken(claims);
    if (wrong.isPresent()) {
      throw refused(wrong.get());
    }
    if (!TokenChecks.isNonce(claims, request.nonce())) {
      throw refused("its ID token was made for another sign-in");
    }
    var access = tokens.text("access_token").map(Secret::of);
    var algorithm = parsed(compact, SignedToken.IDENTITY).algorithm();
    if (access.filter(token -> !TokenChecks.fits(claims, algorithm, token)).isPresent()) {
      throw refused("its access token is not the one of its ID token");
    }
    return new Identity(
        provider.issuer(),
        claims.text("sub").orElseThrow(),
        claims.text("sid"),
        access.map(token -> completed(claims, token, wanted)).orElse(claims));
  }

  /** Adds what is wanted and missing from the other place where a provider says it. */
  private JsonObject completed(JsonObject claims, Secret accessToken, Set<String> wanted) {
    var address = connection.metadata().userinfo();
    var missing = wanted.stream().filter(claim -> !claims.has(claim)).toList();
    if (missing.isEmpty() || address.isEmpty()) {
      return claims;
    }
    try {
      var answer =
          connection.get(address.get(), Map.of("authorization", "Bearer " + accessToken.reveal()));
      if (!answer.good()) {
        throw unavailable("it answered with status " + answer.status());
      }
      var more = connection.json(answer);
      // Without this, whoever could swap the access token would say who somebody's groups are.
      if (!more.text("sub").equals(claims.text("sub"))) {
        throw refused("it speaks of somebody else than its ID token");
      }
      var all = claims.but();
      missing.forEach(claim -> more.get(claim).ifPresent(value -> all.and(claim, value)));
      return all.build();
    } catch (IOException e) {
      throw unavailable(String.valueOf(e.getMessage()));
    }
  }

  private JsonObject claims(Secret compact, Set<String> types, Refusal refusal) {
    SignedToken token;
    try {
      token = parsed(compact, types);
    } catch (ProblemException e) {
      throw refusal.of(provider.title(), lowered(e.problem().detail())).asException();
    }
    if (!connection.verifies(token)) {
      throw refusal.of(provider.title(), "its token is not signed by it").asException();
    }
    return token.payload();
  }

  /** The kind of refusal that a bad token is. */
  private interface Refusal {
    SignOnProblem of(String provider, String why);
  }

  private static SignedToken parsed(Secret compact, Set<String> types) {
    return SignedToken.parse(compact, TOKEN_BYTES_MAX, types);
  }

  /** Makes a sentence of another into the end of one. */
  private static String lowered(String sentence) {
    return sentence.substring(0, 1).toLowerCase(Locale.ROOT)
        + sentence.substring(1).replaceFirst("\\.$", "");
  }

  private TokenChecks checks() {
    return new TokenChecks(provider, clock.instant(), limits.leeway());
  }

  /** Each half is encoded as in a form before they are joined (RFC 6749, section 2.3.1). */
  private String basic() {
    var both = encoded(provider.clientId()) + ":" + encoded(provider.clientSecret().reveal());
    return "Basic " + Base64.getEncoder().encodeToString(both.getBytes(UTF_8));
  }

  private static String form(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private ProblemException refused(String why) {
    return new SignOnProblem.IdentityRefused(provider.title(), why).asException();
  }

  private ProblemException unavailable(String why) {
    return new SignOnProblem.IdentityProviderUnavailable(provider.title(), why).asException();
  }
}
