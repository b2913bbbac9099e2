package dev.imprimatur.trust;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.Problem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everybody whose identity tokens are believed. A token passes here in a fixed order, and until its
 * signature holds nothing of it is read but who signed it and with which key.
 */
public final class Issuers {
  private static final Logger LOG = System.getLogger(Issuers.class.getName());
  private static final int NEWS_MAX = 1000;

  private final Map<String, Issuer> byUrl;
  private final Map<String, IssuerKeys> keys;
  private final List<String> audiences;
  private final InstantSource clock;
  private final Limits.Trust limits;

  /** Claims that no rulebook knows, each told once. */
  private final Map<String, Boolean> news = new ConcurrentHashMap<>();

  /**
   * Whom the operator trusts to sign, and for whom.
   *
   * @param issuers add to the built-in issuers, or replace one of the same URL
   * @param audiences what an identity token must be made for, one of them
   */
  public record Policy(List<Issuer> issuers, List<String> audiences) {
    public Policy {
      issuers = List.copyOf(issuers);
      audiences = List.copyOf(audiences);
    }
  }

  /**
   * Trusts the issuers built into the rulebooks, and those of the policy.
   *
   * @param http asks the issuers for their keys; only made once one is asked
   */
  public Issuers(
      Policy policy, Supplier<HttpClient> http, InstantSource clock, Limits.Trust limits) {
    this.audiences = policy.audiences();
    this.clock = clock;
    this.limits = limits;
    this.byUrl = new LinkedHashMap<>();
    policy.issuers().forEach(issuer -> byUrl.put(issuer.url(), issuer));
    Providers.ALL.stream()
        .flatMap(Issuers::builtIn)
        .forEach(issuer -> byUrl.putIfAbsent(issuer.url(), issuer));
    var fetch = new KeyFetch(http, limits);
    this.keys = new LinkedHashMap<>();
    byUrl.forEach((url, issuer) -> keys.put(url, new IssuerKeys(issuer, fetch, clock, limits)));
  }

  /** The issuer that a publisher of this provider means unless it says otherwise. */
  public Optional<Issuer> usual(Provider provider) {
    return byUrl.values().stream().filter(each -> each.provider() == provider).findFirst();
  }

  public Optional<Issuer> find(String url) {
    return Optional.ofNullable(byUrl.get(url));
  }

  /** Asks every issuer again whose keys have grown old; to be called once in a while. */
  public void renewKeys() {
    keys.values().forEach(IssuerKeys::renewIfOld);
  }

  /**
   * Verifies an identity token.
   *
   * @throws ProblemException naming the first thing that is wrong with it
   */
  public Proof verify(Secret compact) {
    var token = IdToken.parse(compact, limits);
    // Exactly this text: whoever tidies an address up before he compares it, is led astray.
    var issuer =
        find(token.issuer())
            .orElseThrow(() -> new Problem.IssuerUnknown(token.issuer()).asException());
    requireSignature(token, issuer);
    var payload = token.payload();
    var expiry = requireTimes(payload, issuer.provider());
    requireAudience(payload);
    requireKind(payload, issuer.provider());
    tellNews(payload, issuer);
    return new Proof(new Claims(issuer, payload), spentKey(token, issuer), expiry);
  }

  /**
   * A verified identity token.
   *
   * @param spentKey what it is remembered by once it was exchanged
   * @param expiresAt after which nobody would take it anyway
   */
  public record Proof(Claims claims, String spentKey, Instant expiresAt) {}

  private void requireSignature(IdToken token, Issuer issuer) {
    if (!issuer.provider().algorithms().contains(token.algorithm())) {
      throw new Problem.TokenHeader("alg", "it is none that this issuer signs with").asException();
    }
    var keySet = keysOf(issuer).holding(token.keyId());
    if (!keySet.verifies(token)) {
      throw new Problem.Signature().asException();
    }
  }

  private IssuerKeys keysOf(Issuer issuer) {
    return Optional.ofNullable(keys.get(issuer.url())).orElseThrow();
  }

  private Instant requireTimes(JsonObject payload, Provider provider) {
    var now = clock.instant();
    var leeway = limits.leeway();
    var expires = time(payload, "exp");
    var issued = time(payload, "iat");
    if (!now.isBefore(expires.plus(leeway))) {
      throw badTime("it expired %s ago".formatted(spoken(expires, now)), now);
    }
    if (issued.isAfter(now.plus(leeway))) {
      throw badTime("it is issued %s from now".formatted(spoken(now, issued)), now);
    }
    if (payload.has("nbf") && time(payload, "nbf").isAfter(now.plus(leeway))) {
      throw badTime("it is not valid before %s".formatted(time(payload, "nbf")), now);
    }
    if (Duration.between(issued, expires).compareTo(provider.lifetimeMax()) > 0) {
      throw badTime(
          "it lasts longer than the %d minutes of a %s token"
              .formatted(provider.lifetimeMax().toMinutes(), provider.title()),
          now);
    }
    return expires;
  }

  private static Instant time(JsonObject payload, String claim) {
    return payload
        .get(claim)
        .flatMap(value ->
            value instanceof JsonNumber n ? Optional.of(n.safeInteger()) : Optional.empty())
        .flatMap(
            seconds -> seconds.isPresent() ? Optional.of(seconds.getAsLong()) : Optional.empty())
        .filter(seconds -> seconds >= 0 && seconds < Instant.MAX.getEpochSecond())
        .map(Instant::ofEpochSecond)
        .orElseThrow(() ->
            new Problem.TokenMalformed("its %s is not a number of seconds".formatted(claim))
                .asException());
  }

  private static String spoken(Instant from, Instant to) {
    return Duration.between(from, to).toSeconds() + " seconds";
  }

  private static ProblemException badTime(String why, Instant now) {
    return new Problem.Time(why, now).asException();
  }

  /** A token for two readers is a token that the other one may bring to us. */
  private void requireAudience(JsonObject payload) {
    JsonValue audience = payload.get("aud").orElse(JsonNull.NULL);
    if (audience instanceof JsonArray(var items) && items.size() == 1) {
      audience = items.getFirst();
    }
    if (!(audience instanceof JsonText(var text)) || !audiences.contains(text)) {
      throw new Problem.Audience(audiences).asException();
    }
  }

  private static void requireKind(JsonObject payload, Provider provider) {
    var missing = provider.missingOfKind(payload);
    if (!missing.isEmpty()) {
      throw new Problem.TokenKind(provider.title(), missing).asException();
    }
  }

  /** An issuer's own id for the token, or what stands for it; always together with the issuer. */
  private static String spentKey(IdToken token, Issuer issuer) {
    if (!issuer.provider().givesIds()) {
      return token.hash();
    }
    var id = token.payload().text("jti").filter(jti -> !jti.isEmpty());
    return id.map(jti -> jti.length() > 512 ? "sha256:" + Secret.of(jti).sha256() : jti)
        .orElseThrow(
            () -> new Problem.TokenKind(issuer.provider().title(), List.of("jti")).asException());
  }

  private void tellNews(JsonObject payload, Issuer issuer) {
    for (var name : issuer.provider().news(payload)) {
      if (news.size() < NEWS_MAX && news.putIfAbsent(issuer.url() + " " + name, true) == null) {
        LOG.log(
            Level.INFO,
            "issuer={0}: its tokens carry a claim that is new to us: {1}",
            issuer.url(),
            name.replaceAll("[^\\x21-\\x7e]", "?"));
      }
    }
  }

  private static Stream<Issuer> builtIn(Provider provider) {
    return provider.issuer().stream()
        .map(url -> new Issuer(provider, url, false, Optional.empty()));
  }
}
