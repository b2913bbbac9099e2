package dev.imprimatur.signatures;

import dev.imprimatur.bundle.Envelope;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import java.util.Base64;

/**
 * The receipt of what this registry saw when a CI job published a version: an in-toto statement
 * (github.com/in-toto/attestation, "statement.md", version 1) of the claims that it verified. It
 * proves who was let in to publish these bytes, by the word of this registry; it does not say how
 * they were built, and so it is no provenance.
 *
 * @param registry its address for clients
 * @param job the facts of the job: its issuer, its trusted publisher, its claims
 */
public record PublishReceipt(Statement version, String registry, JsonObject job) {
  /** The type of our statements; it is a name, and need not be an address. */
  public static final String PREDICATE_TYPE = "https://imprimatur.dev/receipt/v1";

  /** Returns the statement, as it is signed. */
  byte[] payload() {
    var name = version.name();
    var predicate =
        JsonObject.with("registry", registry)
            .and("package", name.value())
            .and("version", version.version().value())
            .and("publishedAt", version.publishedAt())
            .and("job", job)
            .build();
    return Json.bytes(
        JsonObject.with("_type", "https://in-toto.io/Statement/v1")
            .and("subject", JsonArray.of(version.subject()))
            .and("predicateType", PREDICATE_TYPE)
            .and("predicate", predicate)
            .build());
  }

  /** Makes the envelope around a statement that was signed. */
  static JsonObject envelope(byte[] payload, KeyId key, String signature) {
    return JsonObject.with("payloadType", Envelope.IN_TOTO)
        .and("payload", Base64.getEncoder().encodeToString(payload))
        .and(
            "signatures",
            JsonArray.of(JsonObject.with("keyid", key.value()).and("sig", signature).build()))
        .build();
  }
}
