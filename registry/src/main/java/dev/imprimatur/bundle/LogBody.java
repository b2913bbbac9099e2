package dev.imprimatur.bundle;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The body of a log entry, which tells what the log was given: payload, signature, and certificate
 * or key (github.com/sigstore/rekor, "pkg/types"; github.com/sigstore/rekor-tiles, "api/proto").
 *
 * @param hash the SHA-256 of the payload, or of what is signed where {@code ofSignedBytes}
 * @param signer the certificate or the key, in DER
 */
public record LogBody(Bytes hash, boolean ofSignedBytes, Bytes signature, Bytes signer) {
  /** The rules; real bodies have forty tokens. */
  private static final JsonRules RULES = JsonRules.held(16, 1000);

  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";

  /** Reads the body of an entry, which must be of the kind that the bundle says it is. */
  public static LogBody read(LogEntry entry) {
    try {
      var message = new ProtoJson(Json.readObject(entry.body().array(), RULES), "the log entry");
      var kind = message.requireText("kind") + "/" + message.requireText("apiVersion");
      if (!kind.equals(entry.kind())) {
        throw mismatch("is of another kind than the bundle says");
      }
      var spec = message.requireMessage("spec");
      return switch (kind) {
        case "dsse/0.0.1" -> dsse(spec);
        case "intoto/0.0.2" -> intoto(spec.requireMessage("content"));
        case "hashedrekord/0.0.2" -> hashed(spec.requireMessage("hashedRekordV002"));
        default -> throw mismatch("is of a kind that we cannot read");
      };
    } catch (MalformedJsonException e) {
      throw mismatch("is refused as JSON: " + e.why());
    }
  }

  /** Requires that it is about this envelope and this signer. */
  public void requireOf(Envelope envelope, Bytes wantedSigner) {
    var hashed = ofSignedBytes ? envelope.signedBytes() : envelope.payload();
    if (!hash.equals(hashed.sha256())) {
      throw mismatch("is of another payload");
    }
    if (!signature.equals(envelope.signature())) {
      throw mismatch("is of another signature");
    }
    if (!signer.equals(wantedSigner)) {
      throw mismatch("is of another signer");
    }
  }

  private static LogBody dsse(ProtoJson spec) {
    var signature = only(spec);
    return new LogBody(
        sha256(spec.requireMessage("payloadHash")),
        false,
        signature.requireBytes("signature"),
        pem(signature.requireBytes("verifier")));
  }

  private static LogBody intoto(ProtoJson content) {
    var signature = only(content.requireMessage("envelope"));
    return new LogBody(
        sha256(content.requireMessage("payloadHash")),
        false,
        // The log encodes base64 once more.
        Bytes.ofBase64(signature.requireBytes("sig").utf8(), "the signature in the log entry"),
        pem(signature.requireBytes("publicKey")));
  }

  private static LogBody hashed(ProtoJson spec) {
    var digest = spec.requireMessage("data");
    if (!digest.text("algorithm").equals("SHA2_256")) {
      throw mismatch("is hashed in a way that we cannot check");
    }
    var signature = spec.requireMessage("signature");
    var verifier = signature.requireMessage("verifier");
    return new LogBody(
        digest.requireBytes("digest"),
        true,
        signature.requireBytes("content"),
        verifier
            .message("x509Certificate")
            .or(() -> verifier.message("publicKey"))
            .orElseThrow(() -> mismatch("names no signer"))
            .requireBytes("rawBytes"));
  }

  private static ProtoJson only(ProtoJson message) {
    var signatures = message.messages("signatures", 2);
    if (signatures.size() != 1) {
      throw mismatch("does not hold exactly one signature");
    }
    return signatures.getFirst();
  }

  private static Bytes sha256(ProtoJson hash) {
    if (!hash.text("algorithm").equals("sha256")) {
      throw mismatch("is hashed in a way that we cannot check");
    }
    try {
      return Bytes.of(HexFormat.of().parseHex(hash.text("value")));
    } catch (IllegalArgumentException e) {
      throw mismatch("has a hash that is not hex");
    }
  }

  /** Reads the one value in PEM (RFC 7468). */
  private static Bytes pem(Bytes encoded) {
    var text = encoded.utf8().strip();
    int from = text.indexOf('\n');
    int to = text.lastIndexOf('\n');
    if (!text.startsWith(PEM_BEGIN) || from >= to || !text.startsWith(PEM_END, to + 1)) {
      throw mismatch("names its signer in no form that we can read");
    }
    try {
      return Bytes.of(Base64.getMimeDecoder().decode(text.substring(from, to)));
    } catch (IllegalArgumentException e) {
      throw mismatch("names its signer in no form that we can read");
    }
  }

  private static Refusal mismatch(String why) {
    return new Refusal(Reason.LOG_BODY, "its log entry " + why);
  }
}
