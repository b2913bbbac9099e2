package dev.imprimatur.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A provider of people's identities (OpenID Connect Core 1.0): a real HTTP server on loopback that
 * signs in whoever it was told is sitting at the browser, checks the client's secret, its code and
 * its PKCE verifier as a good one does, and misbehaves where it is told to. Safe for many threads.
 */
public final class FakeIdentityProvider implements AutoCloseable {
  /** The name that the registry has there; {@link #SECRET} proves it. */
  public static final String CLIENT = "imprimatur";

  public static final String SECRET = "a secret, with % and +";

  private static final Duration LIFETIME = Duration.ofMinutes(5);
  private static final String LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout";

  private final InstantSource clock;
  private final LoopbackServer server;
  private final PublishedKeys keys;
  private final Map<String, Code> codes = new ConcurrentHashMap<>();
  private final Map<String, Person> accessTokens = new ConcurrentHashMap<>();
  private final AtomicInteger tokenRequests = new AtomicInteger();

  private volatile Person person = Person.of("nobody");
  private volatile UnaryOperator<Forgery> idTokens = UnaryOperator.identity();
  private volatile UnaryOperator<Map<String, Object>> metadata = UnaryOperator.identity();
  private volatile UnaryOperator<Map<String, Object>> userinfo = UnaryOperator.identity();
  private volatile Optional<Answer> everything = Optional.empty();
  private volatile Optional<Answer> tokens = Optional.empty();
  private volatile List<String> onlyInUserinfo = List.of();

  private FakeIdentityProvider(InstantSource clock, SigningKey key, LoopbackServer server) {
    this.clock = clock;
    this.server = server;
    this.keys = new PublishedKeys(key, "sig");
  }

  /**
   * Somebody with an account there.
   *
   * @param claims what its tokens say of them beside the subject
   */
  public record Person(String subject, Map<String, Object> claims) {
    public Person {
      claims = Map.copyOf(claims);
    }

    /** Somebody whose subject is not their name. */
    public static Person of(String name) {
      return new Person("subject-of-" + name, Map.of("preferred_username", name));
    }

    public Person with(String claim, Object value) {
      var more = new LinkedHashMap<>(claims);
      more.put(claim, value);
      return new Person(subject, more);
    }

    public Person in(String... groups) {
      return with("groups", List.of(groups));
    }
  }

  /** A code that was given out, and everything that it is bound to. */
  private record Code(Person person, Map<String, String> request, String session) {}

  /** Starts a provider with this clock and key; making a key takes part of a second. */
  public static FakeIdentityProvider start(InstantSource clock, SigningKey key) {
    var provider = new FakeIdentityProvider(clock, key, LoopbackServer.open());
    provider.server.serve(provider::answer);
    return provider;
  }

  public String issuer() {
    return server.address();
  }

  /** From now on this person sits at every browser. */
  public void atTheBrowser(Person somebody) {
    person = somebody;
  }

  /** From now on every ID token is changed like this before it is signed. */
  public void idTokens(UnaryOperator<Forgery> change) {
    idTokens = change;
  }

  public void metadata(UnaryOperator<Map<String, Object>> change) {
    metadata = change;
  }

  public void userinfo(UnaryOperator<Map<String, Object>> change) {
    userinfo = change;
  }

  /** These claims are in no ID token from now on. */
  public void onlyInUserinfo(String... claims) {
    onlyInUserinfo = List.of(claims);
  }

  /** Everything is answered like this. */
  public void answerAll(Answer same) {
    everything = Optional.of(same);
  }

  /** Every token request is answered like this. */
  public void answerTokenRequests(Answer same) {
    tokens = Optional.of(same);
  }

  /** Does everything as it should from now on. */
  public void behave() {
    idTokens = UnaryOperator.identity();
    metadata = UnaryOperator.identity();
    userinfo = UnaryOperator.identity();
    everything = Optional.empty();
    tokens = Optional.empty();
    onlyInUserinfo = List.of();
  }

  public void rotateKey() {
    keys.rotate();
  }

  public SigningKey signingKey() {
    return keys.current();
  }

  public int tokenRequests() {
    return tokenRequests.get();
  }

  /** Begins a logout token for one session of somebody. */
  public Forgery logoutToken(String subject, String session) {
    var claims = new LinkedHashMap<String, @Nullable Object>();
    claims.putAll(stamped(clock.instant()));
    claims.put("jti", UUID.randomUUID().toString());
    claims.put("sub", subject);
    claims.put("sid", session);
    claims.put("events", Map.of(LOGOUT_EVENT, Map.of()));
    return Forgery.of(keys.current(), Map.of("typ", "logout+jwt"), claims);
  }

  /** Begins an ID token for somebody, which no sign-in asked for. */
  public Forgery idToken(Person somebody, String nonce) {
    return Forgery.of(
        keys.current(), Map.of("typ", "JWT"), idClaims(somebody, nonce, "session-0", "none"));
  }

  /** The provider's name of the session that somebody has there: the same as long as it runs. */
  public static String sessionOf(Person somebody) {
    return "session-of-" + somebody.subject();
  }

  @Override
  public void close() {
    server.close();
  }

  private Answer answer(HttpExchange exchange) {
    if (everything.isPresent()) {
      return everything.get();
    }
    var path = exchange.getRequestURI().getPath();
    return switch (path) {
      case "/.well-known/openid-configuration" -> Answer.json(json(metadata.apply(document())));
      case "/keys" -> Answer.json("{\"keys\":[" + String.join(",", keys.jwkJsons()) + "]}");
      case "/authorize" -> authorized(fields(exchange.getRequestURI().getRawQuery()));
      case "/token" -> tokens.orElseGet(() -> redeemed(exchange));
      case "/userinfo" -> described(exchange);
      default -> Answer.refusal(404, "Not found");
    };
  }

  private Map<String, Object> document() {
    var document = new LinkedHashMap<String, Object>();
    document.put("issuer", issuer());
    document.put("authorization_endpoint", issuer() + "/authorize");
    document.put("token_endpoint", issuer() + "/token");
    document.put("userinfo_endpoint", issuer() + "/userinfo");
    document.put("jwks_uri", issuer() + "/keys");
    document.put("response_types_supported", List.of("code"));
    document.put("id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"));
    document.put("code_challenge_methods_supported", List.of("S256"));
    document.put("authorization_response_iss_parameter_supported", true);
    return document;
  }

  /** Signs in whoever is there, and asks nothing. */
  private Answer authorized(Map<String, String> request) {
    if (!CLIENT.equals(request.get("client_id"))
        || !"code".equals(request.get("response_type"))
        || !"S256".equals(request.get("code_challenge_method"))) {
      return Answer.refusal(400, "Such a request is not taken");
    }
    var code = UUID.randomUUID().toString();
    codes.put(code, new Code(person, request, sessionOf(person)));
    var query = Map.of("code", code, "state", request.getOrDefault("state", ""), "iss", issuer());
    var pairs = new ArrayList<String>();
    query.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, UTF_8)));
    return new Answer.Redirect(request.get("redirect_uri") + "?" + String.join("&", pairs));
  }

  private Answer redeemed(HttpExchange exchange) {
    tokenRequests.incrementAndGet();
    var form = fields(body(exchange));
    var basic =
        "Basic "
            + Base64.getEncoder()
                .encodeToString((CLIENT + ":" + URLEncoder.encode(SECRET, UTF_8)).getBytes(UTF_8));
    if (!basic.equals(exchange.getRequestHeaders().getFirst("authorization"))) {
      return refusal(401, "invalid_client");
    }
    var code = codes.remove(form.getOrDefault("code", ""));
    if (code == null
        || !Objects.equals(code.request().get("redirect_uri"), form.get("redirect_uri"))
        || !challenge(form.get("code_verifier")).equals(code.request().get("code_challenge"))) {
      return refusal(400, "invalid_grant");
    }
    var access = UUID.randomUUID().toString();
    accessTokens.put(access, code.person());
    var claims = idClaims(code.person(), code.request().get("nonce"), code.session(), access);
    onlyInUserinfo.forEach(claims::remove);
    var idToken = idTokens.apply(Forgery.of(keys.current(), Map.of("typ", "JWT"), claims));
    return Answer.json(
        json(Map.of("access_token", access, "token_type", "Bearer", "id_token", idToken.token())));
  }

  private Map<String, @Nullable Object> idClaims(
      Person somebody, @Nullable String nonce, String session, String access) {
    var claims = new LinkedHashMap<String, @Nullable Object>(somebody.claims());
    claims.putAll(stamped(clock.instant()));
    claims.put("sub", somebody.subject());
    claims.put("nonce", nonce);
    claims.put("sid", session);
    var hash = sha256(access);
    claims.put("at_hash", base64(Arrays.copyOf(hash, hash.length / 2)));
    return claims;
  }

  private Map<String, @Nullable Object> stamped(Instant now) {
    var claims = new LinkedHashMap<String, @Nullable Object>();
    claims.put("iss", issuer());
    claims.put("aud", CLIENT);
    claims.put("iat", now.getEpochSecond());
    claims.put("exp", now.plus(LIFETIME).getEpochSecond());
    return claims;
  }

  private Answer described(HttpExchange exchange) {
    var bearer = String.valueOf(exchange.getRequestHeaders().getFirst("authorization"));
    var somebody = accessTokens.get(bearer.replaceFirst("^Bearer ", ""));
    if (somebody == null) {
      return refusal(401, "invalid_token");
    }
    var claims = new LinkedHashMap<String, Object>(somebody.claims());
    claims.put("sub", somebody.subject());
    return Answer.json(json(userinfo.apply(claims)));
  }

  private static Answer refusal(int status, String error) {
    return new Answer.Whole(status, "application/json", json(Map.of("error", error)));
  }

  private static String challenge(@Nullable String verifier) {
    return base64(sha256(String.valueOf(verifier)));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String json(Map<String, Object> members) {
    return JSONObjectUtils.toJSONString(members);
  }

  private static String body(HttpExchange exchange) {
    try {
      return new String(exchange.getRequestBody().readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads the fields of a form, or of a query. */
  public static Map<String, String> fields(@Nullable String encoded) {
    var fields = new LinkedHashMap<String, String>();
    for (var pair : (encoded == null ? "" : encoded).split("&", -1)) {
      var parts = pair.split("=", 2);
      if (parts.length == 2) {
        fields.put(URLDecoder.decode(parts[0], UTF_8), URLDecoder.decode(parts[1], UTF_8));
      }
    }
    return fields;
  }

  /** Reads the fields of an address. */
  public static Map<String, String> fields(URI address) {
    return fields(address.getRawQuery());
  }
}
