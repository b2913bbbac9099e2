package dev.imprimatur.trust;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.limits.Limits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Fetches the key set of an issuer by discovery (OpenID Connect Discovery 1.0, section 4). It asks
 * nobody but the issuer's own host, follows no redirect, and gives up early.
 */
final class KeyFetch {
  private static final String DISCOVERY = "/.well-known/openid-configuration";
  private static final int DEPTH_MAX = 16;
  private static final int OK = 200;

  private final Supplier<HttpClient> http;
  private final Limits.Trust limits;

  KeyFetch(Supplier<HttpClient> http, Limits.Trust limits) {
    this.http = http;
    this.limits = limits;
  }

  /**
   * Asks the issuer for its keys.
   *
   * @throws IOException when it does not answer, or not as it should; the message says why
   */
  JsonObject keys(Issuer issuer) throws IOException {
    var discovery = get(issuer, address(issuer.url() + DISCOVERY));
    if (!discovery.text("issuer").equals(java.util.Optional.of(issuer.url()))) {
      throw new IOException("its discovery document is that of another issuer");
    }
    var keys = address(discovery.text("jwks_uri").orElse(""));
    if (!sameHost(keys, address(issuer.url()))) {
      throw new IOException("its jwks_uri leads to another host");
    }
    return get(issuer, keys);
  }

  private JsonObject get(Issuer issuer, URI address) throws IOException {
    requireReachable(issuer, address);
    var request = HttpRequest.newBuilder(address).header("accept", "application/json").build();
    var body = BodyHandlers.limiting(BodyHandlers.ofByteArray(), limits.keySetBytesMax());
    // A timeout of the request would end with the headers, and a body may drip for ever.
    var answer = http.get().sendAsync(request, body);
    try {
      return json(answer.get(limits.keyFetch().toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("it did not answer within " + limits.keyFetch().toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IOException("it cannot be reached, or sends too much", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the server is stopping", e);
    }
  }

  private JsonObject json(HttpResponse<byte[]> answer) throws IOException {
    if (answer.statusCode() != OK) {
      throw new IOException("it answered with status " + answer.statusCode());
    }
    if (!answer.headers().firstValue("content-type").orElse("").contains("json")) {
      throw new IOException("it answered with something that is not JSON");
    }
    try {
      return Json.readObject(answer.body(), JsonRules.strict(DEPTH_MAX, limits.keySetBytesMax()));
    } catch (MalformedJsonException e) {
      throw new IOException("it answered with broken JSON: " + e.why());
    }
  }

  /** Only an issuer that the operator calls internal may speak plainly or live behind our walls. */
  private static void requireReachable(Issuer issuer, URI address) throws IOException {
    if (issuer.internal()) {
      return;
    }
    if (!"https".equals(address.getScheme())) {
      throw new IOException("it must speak https, unless it is configured as internal");
    }
    for (var resolved : InetAddress.getAllByName(address.getHost())) {
      if (!PublicAddress.is(resolved)) {
        throw new IOException("its host has an address in a private network");
      }
    }
  }

  private static URI address(String text) throws IOException {
    try {
      var address = URI.create(text);
      if (address.getHost() == null || address.getUserInfo() != null) {
        throw new IOException("one of its addresses has no host, or a user");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new IOException("one of its addresses is none", e);
    }
  }

  private static boolean sameHost(URI one, URI other) {
    return Objects.equals(one.getScheme(), other.getScheme())
        && one.getHost().equalsIgnoreCase(other.getHost())
        && one.getPort() == other.getPort();
  }
}
