package dev.imprimatur.bundle;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.MalformedJsonException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A Sigstore bundle (github.com/sigstore/protobuf-specs, "sigstore_bundle.proto") taken apart to
 * the letter, and not yet believed.
 *
 * @param signer the certificate or the name of the key that signed it
 * @param timestamps signed timestamps (RFC 3161) in DER
 */
public record Bundle(
    Form form, Signer signer, List<LogEntry> entries, List<Bytes> timestamps, Envelope envelope) {

  /**
   * The rules; real bundles have a hundred tokens, and an empty object takes sixty times the memory
   * of its text.
   */
  private static final JsonRules RULES = JsonRules.held(16, 10_000);

  private static final int ENTRIES_MAX = 8;
  private static final int CHAIN_MAX = 8;

  private static final Map<String, Form> MEDIA_TYPES =
      Map.of(
          "application/vnd.dev.sigstore.bundle+json;version=0.1", Form.V0_1,
          "application/vnd.dev.sigstore.bundle+json;version=0.2", Form.V0_2,
          "application/vnd.dev.sigstore.bundle+json;version=0.3", Form.V0_3,
          "application/vnd.dev.sigstore.bundle.v0.3+json", Form.V0_3);

  /** The versions of the form. */
  public enum Form {
    /** A log entry must have the log's promise. */
    V0_1,
    /** A log entry must have its proof. */
    V0_2,
    /** A log entry must have its proof, and the certificate stands alone. */
    V0_3
  }

  /** The signer of a bundle, as it states it. */
  public sealed interface Signer {
    /**
     * A short-lived certificate.
     *
     * @param above those above it, if they were sent along
     */
    record Certified(Bytes certificate, List<Bytes> above) implements Signer {}

    /** A key that its verifier must know by this name. */
    record Keyed(String hint) implements Signer {}
  }

  /**
   * Parses a bundle.
   *
   * @throws Refusal if it is none
   */
  public static Bundle read(String text) {
    try {
      return read(new ProtoJson(Json.readObject(text, RULES), ""));
    } catch (MalformedJsonException e) {
      throw new Refusal(Reason.MALFORMED, "it is refused as JSON: " + e.why());
    }
  }

  private static Bundle read(ProtoJson message) {
    var mediaType = message.requireText("mediaType");
    var form = Optional.ofNullable(MEDIA_TYPES.get(mediaType));
    if (form.isEmpty()) {
      throw new Refusal(
          Reason.MEDIA_TYPE, "its media type is not that of a bundle of version 0.1, 0.2 or 0.3");
    }
    var material = message.requireMessage("verificationMaterial");
    var bundle =
        new Bundle(
            form.get(),
            signer(material, form.get()),
            material.messages("tlogEntries", ENTRIES_MAX).stream().map(LogEntry::read).toList(),
            timestamps(material),
            Envelope.read(message.requireMessage("dsseEnvelope")));
    bundle.entries().forEach(entry -> entry.requireForm(form.get()));
    return bundle;
  }

  private static List<Bytes> timestamps(ProtoJson material) {
    return material
        .message("timestampVerificationData")
        .map(data -> data.messages("rfc3161Timestamps", ENTRIES_MAX))
        .orElse(List.of())
        .stream()
        .map(each -> each.requireBytes("signedTimestamp"))
        .toList();
  }

  private static Signer signer(ProtoJson material, Form form) {
    var certificate = material.message("certificate");
    var chain = material.message("x509CertificateChain");
    var key = material.message("publicKey");
    if (List.of(certificate, chain, key).stream().filter(Optional::isPresent).count() != 1) {
      throw new Refusal(
          Reason.CONTENT, "it must hold either a certificate or the name of a key, and one of it");
    }
    if (key.isPresent()) {
      return new Signer.Keyed(key.get().requireText("hint"));
    }
    if (certificate.isPresent()) {
      return new Signer.Certified(certificate.get().requireBytes("rawBytes"), List.of());
    }
    if (form == Form.V0_3) {
      throw new Refusal(Reason.CONTENT, "a bundle of version 0.3 holds no chain of certificates");
    }
    var all =
        chain.orElseThrow().messages("certificates", CHAIN_MAX).stream()
            .map(each -> each.requireBytes("rawBytes"))
            .toList();
    if (all.isEmpty()) {
      throw new Refusal(Reason.CONTENT, "its chain of certificates is empty");
    }
    return new Signer.Certified(all.getFirst(), all.subList(1, all.size()));
  }
}
