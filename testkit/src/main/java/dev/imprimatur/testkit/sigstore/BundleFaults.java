package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** The changes that anybody without a key can make to a finished bundle. */
final class BundleFaults {
  private static final String MATERIAL = "verificationMaterial";
  private static final String ENVELOPE = "dsseEnvelope";

  private BundleFaults() {}

  static void clear(Map<String, Object> bundle, String list) {
    Json.at(bundle, MATERIAL).put(list, List.of());
  }

  static void logUnknown(Map<String, Object> bundle) {
    flipLastBit(Json.at(entry(bundle), "logId"), "keyId");
  }

  static void promiseMissing(Map<String, Object> bundle) {
    entry(bundle).remove("inclusionPromise");
  }

  static void promiseAltered(Map<String, Object> bundle) {
    flipLastBit(Json.at(entry(bundle), "inclusionPromise"), "signedEntryTimestamp");
  }

  static void timeAltered(Map<String, Object> bundle) {
    addOne(entry(bundle), "integratedTime");
  }

  static void proofAltered(Map<String, Object> bundle) {
    var hashes = hashes(bundle);
    hashes.set(0, lastBitFlipped((String) hashes.getFirst()));
    proof(bundle).put("hashes", hashes);
  }

  static void proofHashMissing(Map<String, Object> bundle) {
    var hashes = hashes(bundle);
    hashes.removeLast();
    proof(bundle).put("hashes", hashes);
  }

  static void proofMissing(Map<String, Object> bundle) {
    entry(bundle).remove("inclusionProof");
  }

  static void treeSizeAltered(Map<String, Object> bundle) {
    addOne(proof(bundle), "treeSize");
  }

  static void checkpointAltered(Map<String, Object> bundle) {
    var checkpoint = Json.at(proof(bundle), "checkpoint");
    var note = Json.said(checkpoint, "envelope").stripTrailing();
    int signature = note.lastIndexOf(' ') + 1;
    checkpoint.put(
        "envelope",
        note.substring(0, signature) + lastBitFlipped(note.substring(signature)) + "\n");
  }

  static void checkpoint(Map<String, Object> bundle, String other) {
    Json.at(proof(bundle), "checkpoint").put("envelope", other);
  }

  static void keyIdSet(Map<String, Object> bundle) {
    Json.at(bundle, ENVELOPE, "signatures", 0).put("keyid", "SHA256:" + "A".repeat(43));
  }

  static void twoSignatures(Map<String, Object> bundle) {
    var signature = Json.at(bundle, ENVELOPE, "signatures", 0);
    Json.at(bundle, ENVELOPE).put("signatures", List.of(signature, signature));
  }

  static void noSignature(Map<String, Object> bundle) {
    Json.at(bundle, ENVELOPE).put("signatures", List.of());
  }

  static void payloadAltered(Map<String, Object> bundle) {
    var envelope = Json.at(bundle, ENVELOPE);
    var payload = Base64.getDecoder().decode(Json.said(envelope, "payload"));
    envelope.put(
        "payload", Base64.getEncoder().encodeToString(Der.joined(payload, " ".getBytes(UTF_8))));
  }

  static void payloadTypeAltered(Map<String, Object> bundle) {
    Json.at(bundle, ENVELOPE).put("payloadType", "application/json");
  }

  static void mediaTypeUnknown(Map<String, Object> bundle) {
    bundle.put("mediaType", "application/vnd.dev.sigstore.bundle.v0.9+json");
  }

  static void chain(Map<String, Object> bundle) {
    var material = Json.at(bundle, MATERIAL);
    var certificate = Json.at(material, "certificate");
    material.remove("certificate");
    material.put("x509CertificateChain", Json.members("certificates", List.of(certificate)));
  }

  private static Map<String, Object> entry(Map<String, Object> bundle) {
    return Json.at(bundle, MATERIAL, "tlogEntries", 0);
  }

  private static Map<String, Object> proof(Map<String, Object> bundle) {
    return Json.at(entry(bundle), "inclusionProof");
  }

  private static List<Object> hashes(Map<String, Object> bundle) {
    return new ArrayList<>(Json.list(proof(bundle), "hashes"));
  }

  private static void addOne(Map<String, Object> object, String member) {
    object.put(member, Long.toString(Long.parseLong(Json.said(object, member)) + 1));
  }

  private static void flipLastBit(Map<String, Object> object, String member) {
    object.put(member, lastBitFlipped(Json.said(object, member)));
  }

  private static String lastBitFlipped(String base64) {
    var bytes = Base64.getDecoder().decode(base64);
    bytes[bytes.length - 1] ^= 1;
    return Base64.getEncoder().encodeToString(bytes);
  }
}
