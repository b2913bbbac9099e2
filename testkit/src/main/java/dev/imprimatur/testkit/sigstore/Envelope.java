package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A signed text with its type (github.com/secure-systems-lab/dsse).
 *
 * @param payload in base64
 * @param keyId empty if a certificate says which key it is
 * @param signature in base64
 */
record Envelope(String payloadType, String payload, String keyId, String signature) {
  private static final String STATEMENT = "application/vnd.in-toto+json";

  /** Signs a statement. */
  static Envelope signed(String statement, String keyId, EcKeyPair keyPair) {
    var payload = statement.getBytes(UTF_8);
    return new Envelope(
        STATEMENT,
        Base64.getEncoder().encodeToString(payload),
        keyId,
        Base64.getEncoder().encodeToString(keyPair.sign(signedBytes(STATEMENT, payload))));
  }

  /** Reads one with exactly one signature. */
  static Envelope of(Map<String, Object> object) {
    var signature = Json.at(object, "signatures", 0);
    return new Envelope(
        Json.said(object, "payloadType"),
        Json.said(object, "payload"),
        String.valueOf(signature.getOrDefault("keyid", "")),
        Json.said(signature, "sig"));
  }

  byte[] payloadBytes() {
    return Base64.getDecoder().decode(payload);
  }

  byte[] signatureBytes() {
    return Base64.getDecoder().decode(signature);
  }

  /** Returns the bytes that the signature covers. */
  byte[] signedBytes() {
    return signedBytes(payloadType, payloadBytes());
  }

  Map<String, Object> members() {
    return Json.members(
        "payload",
        payload,
        "payloadType",
        payloadType,
        "signatures",
        List.of(Json.members("sig", signature, "keyid", keyId)));
  }

  private static byte[] signedBytes(String type, byte[] payload) {
    var head = "DSSEv1 %d %s %d ".formatted(type.getBytes(UTF_8).length, type, payload.length);
    return Der.joined(head.getBytes(UTF_8), payload);
  }
}
