package dev.imprimatur.openid;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Ask.Reach;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The facts that a provider publishes of itself (OpenID Connect Discovery 1.0, section 3). They may
 * name other hosts: the document came from the issuer's own address, and nothing in a browser's
 * answer chooses any of them.
 *
 * @param userinfo where more is said of a person, if it is
 * @param endSession where people end their session there, if it says so
 * @param algorithms what it says it signs with, as far as that is taken here
 * @param takesBasic whether the client's secret may be sent by HTTP's own means
 * @param namesItself whether its answers say whose they are (RFC 9207)
 */
record Metadata(
    URI authorization,
    URI token,
    Optional<URI> userinfo,
    URI keys,
    Optional<URI> endSession,
    Set<String> algorithms,
    boolean takesBasic,
    boolean namesItself) {

  /** Signatures by a published key; never by a secret that both sides have, and never none. */
  private static final Set<String> SAFE =
      Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384");

  /**
   * Reads the document.
   *
   * @throws IOException when it is not this provider's, or lacks what is needed; the message says
   *     what
   */
  static Metadata read(OpenIdProvider provider, JsonObject json) throws IOException {
    var issuer = json.text("issuer").orElse("");
    if (issuer.contains("{")) {
      throw new IOException(
          "its address is for the people of every tenant; configure that of your own tenant");
    }
    if (!issuer.equals(provider.issuer())) {
      throw new IOException("its discovery document is that of another issuer");
    }
    var algorithms =
        texts(json, "id_token_signing_alg_values_supported")
            .filter(SAFE::contains)
            .collect(Collectors.toUnmodifiableSet());
    if (algorithms.isEmpty()) {
      throw new IOException("it signs with nothing that this registry verifies");
    }
    var methods = texts(json, "token_endpoint_auth_methods_supported").toList();
    return new Metadata(
        address(provider, json, "authorization_endpoint"),
        address(provider, json, "token_endpoint"),
        optional(provider, json, "userinfo_endpoint"),
        address(provider, json, "jwks_uri"),
        optional(provider, json, "end_session_endpoint"),
        algorithms,
        methods.isEmpty() || methods.contains("client_secret_basic"),
        json.truth("authorization_response_iss_parameter_supported"));
  }

  private static Optional<URI> optional(OpenIdProvider provider, JsonObject json, String name)
      throws IOException {
    return json.has(name) ? Optional.of(address(provider, json, name)) : Optional.empty();
  }

  private static URI address(OpenIdProvider provider, JsonObject json, String name)
      throws IOException {
    var address = Ask.address(json.text(name).orElse(""));
    boolean web =
        "https".equals(address.getScheme())
            || ("http".equals(address.getScheme()) && provider.reach() == Reach.INTERNAL);
    if (!web || address.getRawFragment() != null) {
      throw new IOException("its %s is no https address".formatted(name));
    }
    return address;
  }

  private static Stream<String> texts(JsonObject json, String name) {
    return json.array(name).map(JsonArray::items).stream()
        .flatMap(items -> items.stream())
        .filter(JsonText.class::isInstance)
        .map(item -> ((JsonText) item).value());
  }
}
