package dev.imprimatur.issuers;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.outbound.Answer;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.outbound.Outbound;
import dev.imprimatur.rulebooks.Issuer;
import java.io.IOException;
import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * The fetch of an issuer's key set by discovery (OpenID Connect Discovery 1.0, section 4). It asks
 * only the issuer's own host, and the hosts that its provider says have its keys.
 */
final class KeyFetch {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final int DEPTH_MAX = 16;

  private final Outbound outbound;
  private final Limits.Trust limits;

  KeyFetch(Outbound outbound, Limits.Trust limits) {
    this.outbound = outbound;
    this.limits = limits;
  }

  /**
   * Fetches the keys of the issuer.
   *
   * @throws IOException when it does not answer, or not as it should; the message says why
   */
  JsonObject keys(Issuer issuer) throws IOException {
    var discovery = get(issuer, Ask.address(issuer.url() + DISCOVERY));
    if (!discovery.text("issuer").equals(Optional.of(issuer.url()))) {
      throw new IOException("its discovery document is that of another issuer");
    }
    var keys = Ask.address(discovery.text("jwks_uri").orElse(""));
    if (!sameHost(keys, Ask.address(issuer.url()))
        && !sameHost(keys, Ask.address(issuer.server()))
        && !mayHaveKeys(issuer, keys)) {
      throw new IOException("its jwks_uri leads to another host");
    }
    return get(issuer, keys);
  }

  private JsonObject get(Issuer issuer, URI address) throws IOException {
    var reach = issuer.reach().internal() ? Reach.INTERNAL : Reach.PUBLIC;
    return json(outbound.get(new Ask(address, reach, limits.keySetBytesMax(), limits.keyFetch())));
  }

  private JsonObject json(Answer answer) throws IOException {
    if (!answer.good()) {
      throw new IOException("it answered with status " + answer.status());
    }
    if (!answer.contentType().contains("json")) {
      throw new IOException("it answered with something that is not JSON");
    }
    try {
      return Json.readObject(answer.bytes(), JsonRules.strict(DEPTH_MAX, limits.keySetBytesMax()));
    } catch (MalformedJsonException e) {
      throw new IOException("it answered with broken JSON: " + e.why());
    }
  }

  private static boolean mayHaveKeys(Issuer issuer, URI keys) {
    return "https".equals(keys.getScheme())
        && keys.getPort() < 0
        && issuer.provider().keyHosts().contains(keys.getHost());
  }

  private static boolean sameHost(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort();
  }
}
