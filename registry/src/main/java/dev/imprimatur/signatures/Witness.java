package dev.imprimatur.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.Purl;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/**
 * What this registry saw when a CI job published a version: an in-toto statement
 * (github.com/in-toto/attestation, "statement.md", version 1) of the claims that it verified. It
 * proves who was let in to publish these bytes, by the word of this registry; how they were built
 * it does not say, and so it is no provenance.
 *
 * @param registry where it is, for clients
 * @param job what is known of the job: its issuer, its trusted publisher, its claims
 */
public record Witness(Statement version, String registry, JsonObject job) {
  /** What our statements are called; it is a name, and need not be an address. */
  public static final String PREDICATE_TYPE = "https://imprimatur.dev/witness/v1";

  private static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";

  /** The statement, as it is signed. */
  byte[] payload() {
    var name = version.name();
    var subject =
        JsonObject.with("name", Purl.of(name, version.version()))
            .and("digest", JsonObject.with("sha512", version.integrity().hex()).build())
            .build();
    var predicate =
        JsonObject.with("registry", registry)
            .and("package", name.value())
            .and("version", version.version().value())
            .and("publishedAt", version.publishedAt())
            .and("job", job)
            .build();
    return Json.bytes(
        JsonObject.with("_type", "https://in-toto.io/Statement/v1")
            .and("subject", JsonArray.of(subject))
            .and("predicateType", PREDICATE_TYPE)
            .and("predicate", predicate)
            .build());
  }

  /** What a signature is over (github.com/secure-systems-lab/dsse, "protocol.md"). */
  static byte[] signedBytes(byte[] payload) {
    var bytes = new ByteArrayOutputStream();
    var head = "DSSEv1 %d %s %d ".formatted(PAYLOAD_TYPE.length(), PAYLOAD_TYPE, payload.length);
    bytes.writeBytes(head.getBytes(UTF_8));
    bytes.writeBytes(payload);
    return bytes.toByteArray();
  }

  /** The envelope around a statement that was signed. */
  static JsonObject envelope(byte[] payload, KeyId key, String signature) {
    return JsonObject.with("payloadType", PAYLOAD_TYPE)
        .and("payload", Base64.getEncoder().encodeToString(payload))
        .and(
            "signatures",
            JsonArray.of(JsonObject.with("keyid", key.value()).and("sig", signature).build()))
        .build();
  }
}
