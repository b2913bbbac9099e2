package dev.imprimatur.testkit;

import com.nimbusds.jose.util.JSONObjectUtils;
import dev.imprimatur.testkit.Misbehaviour.Document;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The two public documents of an issuer (OpenID Connect Discovery 1.0, section 4; RFC 7517), served
 * well or badly. Each request has its own thread, so every field that changes is volatile.
 */
final class IssuerDocuments {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final String ELSEWHERE = "/elsewhere";
  private static final int OVERSIZED_BYTES = 2 << 20;
  private static final String HTML = "<!DOCTYPE html><title>Unicorn!</title><p>Please wait.</p>\n";

  private static final String MALFORMED =
      """
      {"kty":"RSA","use":"sig","kid":"malformed","n":"*","e":[]}\
      """;

  private final String issuer;
  private final String discoveryPath;
  private final String keysPath;
  private final LoopbackServer server;
  private final PublishedKeys keys;

  private final Map<Document, Integer> requests = new ConcurrentHashMap<>();
  private volatile boolean down;
  private volatile Duration delay = Duration.ZERO;
  private volatile Set<Misbehaviour> misbehaviours = Set.of();

  IssuerDocuments(String issuer, Site site, LoopbackServer server, PublishedKeys keys) {
    this.issuer = issuer;
    this.discoveryPath = site.path() + DISCOVERY;
    this.keysPath = site.keysPath();
    this.server = server;
    this.keys = keys;
  }

  String keySetJson() {
    return keySet(keys.jwkJsons());
  }

  void down(boolean isDown) {
    down = isDown;
  }

  void delay(Duration newDelay) {
    delay = newDelay;
  }

  void misbehave(Set<Misbehaviour> how) {
    misbehaviours = how;
  }

  int requestsFor(Document document) {
    return requests.getOrDefault(document, 0);
  }

  /** Returns the answer to a request for this path, or nothing if none is published there. */
  Optional<Answer> answer(String path) {
    boolean elsewhere = path.startsWith(ELSEWHERE);
    var known = elsewhere ? path.substring(ELSEWHERE.length()) : path;
    if (known.equals(discoveryPath)) {
      return Optional.of(answer(elsewhere ? Document.ELSEWHERE : Document.DISCOVERY, discovery()));
    }
    if (known.equals(keysPath)) {
      return Optional.of(answer(elsewhere ? Document.ELSEWHERE : Document.KEYS, keySetJson()));
    }
    return Optional.empty();
  }

  private Answer answer(Document document, String genuine) {
    requests.merge(document, 1, Integer::sum);
    waitFor(delay);
    if (down) {
      return Answer.refusal(503, "Service unavailable");
    }
    return misbehaviours.stream()
        .filter(how -> how.document() == document)
        .findFirst()
        .map(how -> spoilt(how, genuine))
        .orElseGet(() -> Answer.json(genuine));
  }

  private Answer spoilt(Misbehaviour how, String genuine) {
    return switch (how) {
      case DISCOVERY_REDIRECTS -> new Answer.Redirect(server.address() + ELSEWHERE + discoveryPath);
      case KEYS_REDIRECT -> new Answer.Redirect(server.address() + ELSEWHERE + keysPath);
      case DISCOVERY_IS_HTML, KEYS_ARE_HTML ->
          new Answer.Whole(200, "text/html; charset=utf-8", HTML);
      case DISCOVERY_IS_PLAIN_TEXT, KEYS_ARE_PLAIN_TEXT ->
          new Answer.Whole(200, "text/plain; charset=utf-8", genuine);
      case DISCOVERY_IS_OVERSIZED, KEYS_ARE_OVERSIZED ->
          Answer.json(genuine + " ".repeat(OVERSIZED_BYTES));
      case DISCOVERY_DRIPS, KEYS_DRIP -> new Answer.Drip();
      case DISCOVERY_NAMES_ANOTHER_ISSUER ->
          Answer.json(discovery(issuer + ".evil.example", server.address() + keysPath));
      case DISCOVERY_SENDS_TO_ANOTHER_HOST ->
          // The same machine by another name, so that whoever goes there does get the keys.
          Answer.json(
              discovery(
                  issuer,
                  server.address().replace("127.0.0.1", "localhost") + ELSEWHERE + keysPath));
      case KEYS_BEGIN_WITH_A_BOM -> Answer.json("\uFEFF" + genuine);
      case KEYS_ARE_NONE -> Answer.json(keySet(List.of()));
      case KEY_ID_TWICE ->
          Answer.json(keySetWith(SigningKey.rsa().withId(keys.current().id()).jwkJson()));
      case MALFORMED_KEY_AMONG_GOOD -> Answer.json(keySetWith(MALFORMED));
    };
  }

  private String discovery() {
    return discovery(issuer, server.address() + keysPath);
  }

  private static String discovery(String issuer, String keysAddress) {
    return JSONObjectUtils.toJSONString(
        Map.of(
            "issuer", issuer,
            "jwks_uri", keysAddress,
            "subject_types_supported", List.of("public", "pairwise"),
            "response_types_supported", List.of("id_token"),
            "id_token_signing_alg_values_supported", List.of("RS256"),
            "scopes_supported", List.of("openid")));
  }

  private String keySetWith(String jwkJson) {
    var all = new ArrayList<>(keys.jwkJsons());
    all.addFirst(jwkJson);
    return keySet(all);
  }

  private static String keySet(List<String> jwkJsons) {
    return "{\"keys\":[" + String.join(",", jwkJsons) + "]}";
  }

  private static void waitFor(Duration delay) {
    try {
      Thread.sleep(delay);
    } catch (InterruptedException e) {
      // The server is closing, and the connection with it.
      Thread.currentThread().interrupt();
    }
  }
}
