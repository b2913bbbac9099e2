package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Verifies bundles with the JDK alone; it knows nothing of how the fake makes them. */
final class Verifier {
  private final Map<String, Object> root;

  Verifier(String trustedRoot) {
    this.root = Json.object(trustedRoot);
  }

  /** The checks that a bundle fails, in words. */
  Set<String> failures(String json) throws GeneralSecurityException {
    var bundle = Json.object(json);
    var failures = new TreeSet<String>();
    if (!Json.said(bundle, "mediaType").equals("application/vnd.dev.sigstore.bundle.v0.3+json")) {
      failures.add("media type");
    }
    var material = Json.at(bundle, "verificationMaterial");
    if (!material.containsKey("certificate")) {
      failures.add("certificate missing");
      return failures;
    }
    var certificate = certificate(Json.said(Json.at(material, "certificate"), "rawBytes"));
    var envelope = Json.at(bundle, "dsseEnvelope");
    checkEnvelope(envelope, certificate, failures);
    if (Json.list(material, "tlogEntries").isEmpty()) {
      failures.add("entry missing");
      return failures;
    }
    checkEntry(Json.at(material, "tlogEntries", 0), envelope, failures);
    checkCertificate(
        certificate,
        Long.parseLong(Json.said(Json.at(material, "tlogEntries", 0), "integratedTime")),
        failures);
    return failures;
  }

  static X509Certificate certificate(String base64) throws GeneralSecurityException {
    var der = Base64.getDecoder().decode(base64);
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static void checkEnvelope(
      Map<String, Object> envelope, X509Certificate certificate, Set<String> failures)
      throws GeneralSecurityException {
    var type = Json.said(envelope, "payloadType");
    if (!type.equals("application/vnd.in-toto+json")) {
      failures.add("payload type");
    }
    if (Json.list(envelope, "signatures").size() != 1) {
      failures.add("signatures");
      return;
    }
    var signature = Json.at(envelope, "signatures", 0);
    if (!Json.said(signature, "keyid").isEmpty()) {
      failures.add("key id");
    }
    var payload = Base64.getDecoder().decode(Json.said(envelope, "payload"));
    var head = "DSSEv1 " + type.length() + " " + type + " " + payload.length + " ";
    var signed = joined(head.getBytes(UTF_8), payload);
    if (!good(certificate.getPublicKey(), signed, Json.said(signature, "sig"))) {
      failures.add("signature");
    }
  }

  private void checkCertificate(X509Certificate certificate, long time, Set<String> failures)
      throws GeneralSecurityException {
    var authority =
        certificate(
            Json.said(
                Json.at(root, "certificateAuthorities", 0, "certChain", "certificates", 0),
                "rawBytes"));
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(Instant.ofEpochSecond(time)));
    try {
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)),
              parameters);
    } catch (GeneralSecurityException e) {
      failures.add("path");
    }
    if (!promised(certificate, authority)) {
      failures.add("promise");
    }
  }

  private boolean promised(X509Certificate certificate, X509Certificate authority)
      throws GeneralSecurityException {
    var extension = certificate.getExtensionValue("1.3.6.1.4.1.11129.2.4.2");
    if (extension == null) {
      return false;
    }
    var log = Json.at(root, "ctlogs", 0);
    var promise = ByteBuffer.wrap(extension);
    // Two headers of octet strings, then the lengths of the list and of its only promise.
    promise.position(header(extension, header(extension, 0)) + 4 + 1);
    var id = new byte[32];
    promise.get(id);
    long time = promise.getLong();
    promise.position(promise.position() + 2 + 2);
    var signature = new byte[promise.getShort()];
    promise.get(signature);
    var body = withoutPromises(certificate.getTBSCertificate());
    var length = ByteBuffer.allocate(4).putInt(body.length).array();
    var signed =
        joined(
            new byte[] {0, 0},
            ByteBuffer.allocate(8).putLong(time).array(),
            new byte[] {0, 1},
            sha256(authority.getPublicKey().getEncoded()),
            Arrays.copyOfRange(length, 1, 4),
            body,
            new byte[] {0, 0});
    return Arrays.equals(id, Base64.getDecoder().decode(Json.said(Json.at(log, "logId"), "keyId")))
        && good(key(log), signed, Base64.getEncoder().encodeToString(signature));
  }

  /** Where the content of the element here begins. */
  private static int header(byte[] der, int here) {
    int first = der[here + 1] & 0xff;
    return here + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  /** They are the last extension, and three lengths around it change. */
  private static byte[] withoutPromises(byte[] body) {
    var hex = HexFormat.of().formatHex(body);
    int oid = hex.indexOf("060a2b06010401d679020402") / 2;
    int extension = body[oid - 2] == (byte) 0x81 ? oid - 3 : oid - 2;
    int tagged = taggedList(body, extension);
    int list = header(body, tagged);
    var rest = Arrays.copyOfRange(body, header(body, list), extension);
    var others = Arrays.copyOfRange(body, header(body, 0), tagged);
    return Der.sequence(others, Der.tagged(3, Der.sequence(rest)));
  }

  private static int taggedList(byte[] body, int before) {
    for (int here = before; here > 0; here--) {
      if (body[here] == (byte) 0xa3 && body[here + 1] == (byte) 0x82) {
        return here;
      }
    }
    throw new AssertionError("there are no extensions");
  }

  private void checkEntry(
      Map<String, Object> entry, Map<String, Object> envelope, Set<String> failures)
      throws GeneralSecurityException {
    var log = Json.at(root, "tlogs", 0);
    var id = Json.said(Json.at(entry, "logId"), "keyId");
    if (!id.equals(Json.said(Json.at(log, "logId"), "keyId"))) {
      failures.add("log");
    }
    var body = Json.said(entry, "canonicalizedBody");
    var index = Json.said(entry, "logIndex");
    var promised =
        "{\"body\":\"%s\",\"integratedTime\":%s,\"logID\":\"%s\",\"logIndex\":%s}"
            .formatted(
                body,
                Json.said(entry, "integratedTime"),
                HexFormat.of().formatHex(Base64.getDecoder().decode(id)),
                index);
    if (!entry.containsKey("inclusionPromise")
        || !good(
            key(log),
            promised.getBytes(UTF_8),
            Json.said(Json.at(entry, "inclusionPromise"), "signedEntryTimestamp"))) {
      failures.add("entry promise");
    }
    var logged = Json.at(Json.object(text(body)), "spec", "signatures", 0);
    if (!Json.list(envelope, "signatures").isEmpty()
        && !Json.said(logged, "signature")
            .equals(Json.said(Json.at(envelope, "signatures", 0), "sig"))) {
      failures.add("entry of another signature");
    }
    if (!entry.containsKey("inclusionProof")) {
      failures.add("proof missing");
      return;
    }
    checkProof(Json.at(entry, "inclusionProof"), body, failures);
  }

  /** RFC 9162, section 2.1.3.2. */
  private void checkProof(Map<String, Object> proof, String body, Set<String> failures)
      throws GeneralSecurityException {
    long index = Long.parseLong(Json.said(proof, "logIndex"));
    long last = Long.parseLong(Json.said(proof, "treeSize")) - 1;
    var hash = sha256(new byte[] {0}, Base64.getDecoder().decode(body));
    for (var each : Json.list(proof, "hashes")) {
      var secondServer = Base64.getDecoder().decode((String) each);
      if ((index & 1) == 1 || index == last) {
        hash = sha256(new byte[] {1}, secondServer, hash);
        while ((index & 1) == 0 && index != 0) {
          index >>= 1;
          last >>= 1;
        }
      } else {
        hash = sha256(new byte[] {1}, hash, secondServer);
      }
      index >>= 1;
      last >>= 1;
    }
    var root = Json.said(proof, "rootHash");
    if (last != 0 || !Base64.getEncoder().encodeToString(hash).equals(root)) {
      failures.add("proof");
    }
    checkCheckpoint(Json.said(Json.at(proof, "checkpoint"), "envelope"), proof, failures);
  }

  private void checkCheckpoint(String checkpoint, Map<String, Object> proof, Set<String> failures)
      throws GeneralSecurityException {
    var parts = checkpoint.split("\n\n", -1);
    var lines = parts[0].lines().toList();
    if (!lines.get(1).equals(proof.get("treeSize"))
        || !lines.get(2).equals(proof.get("rootHash"))) {
      failures.add("checkpoint of another tree");
    }
    var words = parts[1].strip().split(" ", -1);
    var log = Json.at(root, "tlogs", 0);
    var signature = Base64.getDecoder().decode(words[2]);
    var id = Base64.getDecoder().decode(Json.said(Json.at(log, "logId"), "keyId"));
    var signed =
        Base64.getEncoder().encodeToString(Arrays.copyOfRange(signature, 4, signature.length));
    if (!Json.said(log, "baseUrl").equals("https://" + words[1])
        || !Arrays.equals(signature, 0, 4, id, 0, 4)
        || !good(key(log), (parts[0] + "\n").getBytes(UTF_8), signed)) {
      failures.add("checkpoint");
    }
  }

  static String text(String base64) {
    return new String(Base64.getDecoder().decode(base64), UTF_8);
  }

  private static PublicKey key(Map<String, Object> log) throws GeneralSecurityException {
    var der = Base64.getDecoder().decode(Json.said(Json.at(log, "publicKey"), "rawBytes"));
    return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
  }

  private static boolean good(PublicKey key, byte[] message, String signature) {
    try {
      var verifying = Signature.getInstance("SHA256withECDSA");
      verifying.initVerify(key);
      verifying.update(message);
      return verifying.verify(Base64.getDecoder().decode(signature));
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static byte[] sha256(byte[]... parts) throws GeneralSecurityException {
    return MessageDigest.getInstance("SHA-256").digest(joined(parts));
  }

  private static byte[] joined(byte[]... parts) {
    int length = Arrays.stream(parts).mapToInt(each -> each.length).sum();
    var all = ByteBuffer.allocate(length);
    Arrays.stream(parts).forEach(all::put);
    return all.array();
  }
}
