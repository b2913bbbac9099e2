package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Envelope;
import dev.imprimatur.bundle.ProtoJson;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.bundle.Statement;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Verified;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The verification of a registry's receipt of a publish: a statement in a bare envelope, signed
 * with one of its keys. Nobody else vouches for it, nor for its time.
 */
public final class PublishReceiptCheck {
  private static final JsonRules RULES = JsonRules.held(16, 10_000);

  private PublishReceiptCheck() {}

  /** Returns whether a text is an envelope, and not a bundle or anything else. */
  public static boolean isFor(String text) {
    return read(text).filter(json -> json.has("payload") && json.has("signatures")).isPresent();
  }

  /** Verifies an envelope; its length is the only limit on memory. */
  public static Verification verify(String envelope, KnownKeys keys) {
    try {
      var json =
          read(envelope).orElseThrow(() -> new Refusal(Reason.MALFORMED, "it is refused as JSON"));
      return verify(Envelope.read(new ProtoJson(json, "")), keys);
    } catch (Refusal e) {
      return new Refused(e.reason(), e.why());
    }
  }

  private static Verified verify(Envelope envelope, KnownKeys keys) {
    var known =
        keys.find(envelope.keyId())
            .orElseThrow(() -> new Refusal(Reason.PUBLIC_KEY, "it is signed by an unknown key"));
    if (!known.key().verifies(envelope.signedBytes(), envelope.signature())) {
      throw new Refusal(Reason.SIGNATURE, "its signature is not of this payload by its key");
    }
    var statement = Statement.read(envelope.payload());
    var time = time(statement.predicate());
    if (!known.window().holds(time)) {
      throw new Refusal(Reason.PUBLIC_KEY, "its key was not in force when it was signed");
    }
    return new Verified(
        statement,
        new Verification.Signer.Keyed(envelope.keyId()),
        time,
        List.of(),
        envelope.keyId());
  }

  private static Instant time(JsonObject predicate) {
    try {
      return Instant.parse(predicate.text("publishedAt").orElse(""));
    } catch (DateTimeException e) {
      throw new Refusal(Reason.STATEMENT, "it does not say when it was signed");
    }
  }

  private static Optional<JsonObject> read(String text) {
    try {
      return Optional.of(Json.readObject(text, RULES));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }
}
