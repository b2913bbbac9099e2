package dev.imprimatur.webauthn;

import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The registry as whom passkeys are made for (WebAuthn, section 4): they are good at its host and
 * nowhere else, and what a browser signs names the origin of the page that asked.
 *
 * @param id its host
 * @param origin the scheme, host and port of its pages
 */
public record RelyingParty(String id, String origin) {
  /** The signature algorithms of COSE that are taken: ES256, EdDSA and RS256. */
  static final List<Long> ALGORITHMS = List.of(-7L, -8L, -257L);

  /** The demand that an authenticator checks who uses it (WebAuthn, section 5.8.6). */
  private static final String VERIFIED = "required";

  private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /**
   * Makes the one whose pages are below this address; empty where browsers make no passkeys, as the
   * address has no name.
   */
  public static Optional<RelyingParty> at(URI address) {
    var host = address.getHost();
    if (ADDRESS.matcher(host).matches()) {
      return Optional.empty();
    }
    var port = address.getPort() < 0 ? "" : ":" + address.getPort();
    return Optional.of(new RelyingParty(host, address.getScheme() + "://" + host + port));
  }

  /**
   * Returns what a page hands to {@code navigator.credentials.create}.
   *
   * @param known the passkeys that the account has, of which none is made anew
   */
  public JsonObject creationOptions(Challenge challenge, String account, List<CredentialId> known) {
    return JsonObject.with("challenge", challenge.value())
        .and("rp", JsonObject.with("id", id).and("name", "Imprimatur at " + id).build())
        .and(
            "user",
            JsonObject.with("id", handle(account))
                .and("name", account)
                .and("displayName", account)
                .build())
        .and(
            "pubKeyCredParams",
            new JsonArray(
                ALGORITHMS.stream()
                    .<JsonValue>map(
                        each -> JsonObject.with("type", "public-key").and("alg", each).build())
                    .toList()))
        .and("excludeCredentials", descriptors(known))
        .and(
            "authenticatorSelection",
            JsonObject.with("residentKey", "required").and("userVerification", VERIFIED).build())
        .and("attestation", "none")
        .and("timeout", PATIENCE.toMillis())
        .build();
  }

  /**
   * Returns what a page hands to {@code navigator.credentials.get}: any passkey for this host may
   * sign. To name those of an account would tell whoever opens the page which there are.
   */
  public JsonObject requestOptions(Challenge challenge) {
    return JsonObject.with("challenge", challenge.value())
        .and("rpId", id)
        .and("allowCredentials", JsonArray.EMPTY)
        .and("userVerification", VERIFIED)
        .and("timeout", PATIENCE.toMillis())
        .build();
  }

  /**
   * Returns the name of an account among authenticators, which show it to nobody: one account has
   * one, so that a second passkey on the same device takes the place of the first.
   */
  public String handle(String account) {
    var name = ("account of imprimatur: " + account).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(HashAlgorithm.SHA_256.digest(name));
  }

  private static JsonArray descriptors(List<CredentialId> ids) {
    return new JsonArray(
        ids.stream()
            .<JsonValue>map(
                each -> JsonObject.with("type", "public-key").and("id", each.value()).build())
            .toList());
  }
}
