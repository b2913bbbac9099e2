package dev.imprimatur.signatures;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.outbound.Ask;
import dev.imprimatur.outbound.Outbound;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/**
 * A log of signatures that speaks Rekor's first interface (github.com/sigstore/rekor,
 * "openapi.yaml"). Its answers are only put into another form here; the verifier checks them.
 */
public final class TransparencyLog {
  private static final int ANSWER_BYTES_MAX = 256 * 1024;
  private static final int DEPTH_MAX = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Outbound outbound;
  private final URI entries;

  /**
   * A log that the operator has chosen.
   *
   * @param address its address without the path of its interface
   */
  public TransparencyLog(Outbound outbound, URI address) {
    this.outbound = outbound;
    this.entries = URI.create(address + "/api/v1/log/entries");
  }

  /**
   * Has an envelope logged; returns its entry as a bundle holds it.
   *
   * @param spki the public key of its signature, DER in base64
   * @throws IOException if the log does not accept it, or cannot be reached; the message says why
   */
  JsonObject add(JsonObject envelope, String spki) throws IOException {
    var ask = new Ask(entries, Ask.Reach.INTERNAL, ANSWER_BYTES_MAX, PATIENCE);
    var answer = outbound.post(ask, Map.of("accept", "application/json"), proposal(envelope, spki));
    if (!answer.good()) {
      throw new IOException("it answered with status " + answer.status());
    }
    try {
      var all = Json.readObject(answer.bytes(), JsonRules.strict(DEPTH_MAX, ANSWER_BYTES_MAX));
      if (all.members().size() == 1
          && all.members().values().iterator().next() instanceof JsonObject entry) {
        return inBundle(entry);
      }
      throw new IOException("it did not answer with one entry");
    } catch (MalformedJsonException e) {
      throw new IOException("its answer is refused as JSON: " + e.why(), e);
    }
  }

  private static byte[] proposal(JsonObject envelope, String spki) {
    var pem = "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n".formatted(spki);
    var verifier = Base64.getEncoder().encodeToString(pem.getBytes(US_ASCII));
    var content =
        JsonObject.with("envelope", Json.text(envelope))
            .and("verifiers", JsonArray.of(new JsonText(verifier)))
            .build();
    return Json.bytes(
        JsonObject.with("apiVersion", "0.0.1")
            .and("kind", "dsse")
            .and("spec", JsonObject.with("proposedContent", content).build())
            .build());
  }

  /**
   * Renames the members of an entry to those in a bundle (github.com/sigstore/protobuf-specs,
   * "sigstore_rekor").
   */
  private static JsonObject inBundle(JsonObject entry) throws IOException {
    var verification = object(entry, "verification");
    var proof = object(verification, "inclusionProof");
    var hashes = proof.array("hashes").orElse(JsonArray.EMPTY).items();
    var path = new JsonValue[hashes.size()];
    for (int i = 0; i < path.length; i++) {
      path[i] = new JsonText(base64(hashes.get(i)));
    }
    return JsonObject.with("logIndex", number(entry, "logIndex"))
        .and("logId", JsonObject.with("keyId", base64(member(entry, "logID"))).build())
        .and("kindVersion", JsonObject.with("kind", "dsse").and("version", "0.0.1").build())
        .and("integratedTime", number(entry, "integratedTime"))
        .and(
            "inclusionPromise",
            JsonObject.with("signedEntryTimestamp", text(verification, "signedEntryTimestamp"))
                .build())
        .and(
            "inclusionProof",
            JsonObject.with("logIndex", number(proof, "logIndex"))
                .and("rootHash", base64(member(proof, "rootHash")))
                .and("treeSize", number(proof, "treeSize"))
                .and("hashes", JsonArray.of(path))
                .and("checkpoint", JsonObject.with("envelope", text(proof, "checkpoint")).build())
                .build())
        .and("canonicalizedBody", text(entry, "body"))
        .build();
  }

  private static JsonValue member(JsonObject object, String name) throws IOException {
    return object.get(name).orElseThrow(() -> lacking(name));
  }

  private static JsonObject object(JsonObject object, String name) throws IOException {
    return object.object(name).orElseThrow(() -> lacking(name));
  }

  private static String text(JsonObject object, String name) throws IOException {
    return object.text(name).orElseThrow(() -> lacking(name));
  }

  /** Writes a number as a text, as protocol buffers do with 64 bits. */
  private static String number(JsonObject object, String name) throws IOException {
    if (member(object, name) instanceof JsonNumber(var literal)) {
      return literal;
    }
    throw lacking(name);
  }

  private static String base64(JsonValue hex) throws IOException {
    if (hex instanceof JsonText(var text)) {
      try {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(text));
      } catch (IllegalArgumentException e) {
        throw new IOException("its entry has a hash that is not hex", e);
      }
    }
    throw new IOException("its entry has a hash that is not hex");
  }

  private static IOException lacking(String name) {
    return new IOException("its entry lacks " + name);
  }
}
