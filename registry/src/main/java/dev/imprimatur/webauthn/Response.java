package dev.imprimatur.webauthn;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import java.util.Base64;
import java.util.Optional;

/**
 * The response of a browser ({@code PublicKeyCredential.toJSON}), of which only the form is known.
 *
 * @param parts the members of {@code response}, in base64url
 */
public record Response(CredentialId id, JsonObject parts) {
  /** A signature of RSA and an attestation with its certificates fit. */
  private static final int LENGTH_MAX = 32 * 1024;

  private static final int DEPTH_MAX = 10;

  /** Reads a response; empty if it cannot be one. */
  public static Optional<Response> read(String text) {
    if (text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      var json = Json.readObject(text, JsonRules.strict(DEPTH_MAX, LENGTH_MAX));
      var id = json.text("id").flatMap(CredentialId::read);
      var parts = json.object("response");
      return id.isPresent() && parts.isPresent()
          ? Optional.of(new Response(id.get(), parts.get()))
          : Optional.empty();
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /** Returns the challenge that it says it answers; whether it does is still to be verified. */
  public Optional<Challenge> challenge() {
    try {
      return bytes("clientDataJSON")
          .map(bytes -> Json.readObject(bytes, JsonRules.strict(DEPTH_MAX, LENGTH_MAX)))
          .flatMap(json -> json.text("challenge"))
          .filter(text -> base64(text).isPresent())
          .map(Challenge::new);
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  /** Returns the name of the account among authenticators, where it comes along. */
  public Optional<String> userHandle() {
    return parts.text("userHandle").filter(handle -> !handle.isEmpty());
  }

  Optional<byte[]> bytes(String name) {
    return parts.text(name).flatMap(Response::base64);
  }

  private static Optional<byte[]> base64(String text) {
    try {
      return Optional.of(Base64.getUrlDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
