package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** A log of what was signed, like Rekor (github.com/sigstore/rekor). Guarded by itself. */
final class TransparencyLog {
  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final Naming naming;
  private final EcKeyPair keyPair;
  private final InstantSource clock;
  private final MerkleTree tree = new MerkleTree();

  private TransparencyLog(Naming naming, EcKeyPair keyPair, InstantSource clock) {
    this.naming = naming;
    this.keyPair = keyPair;
    this.clock = clock;
    // The index of the first entry would be left out of a bundle, where no zero is written.
    tree.append("{}".getBytes(UTF_8));
  }

  /**
   * The names of a log.
   *
   * @param name signs its checkpoints; its address is https and this
   * @param origin begins its checkpoints
   * @param id in base64
   */
  private record Naming(String name, String origin, String id) {}

  /** Makes a log of version 1, which promises and says when. */
  static TransparencyLog promising(EcKeyPair keyPair, InstantSource clock) {
    var name = "rekor.sigstore.example";
    var naming = new Naming(name, name + " - 1", BASE64.encodeToString(keyPair.id()));
    return new TransparencyLog(naming, keyPair, clock);
  }

  /**
   * Makes a log of version 2 with a key on Ed25519, whose id is that of a note's signer (c2sp.org).
   */
  static TransparencyLog tiled(EcKeyPair keyPair, InstantSource clock) {
    var name = "log1.rekor.sigstore.example";
    var spki = keyPair.spki();
    var key = Arrays.copyOfRange(spki, spki.length - 32, spki.length);
    var id = EcKeyPair.sha256((name + "\n").getBytes(UTF_8), new byte[] {1}, key);
    return new TransparencyLog(new Naming(name, name, BASE64.encodeToString(id)), keyPair, clock);
  }

  String address() {
    return "https://" + naming.name();
  }

  String id() {
    return naming.id();
  }

  EcKeyPair keyPair() {
    return keyPair;
  }

  /** Returns the number of entries that were added since the start. */
  synchronized int entries() {
    return tree.size() - 1;
  }

  /**
   * Adds an entry of the kind {@code dsse}, version 0.0.1.
   *
   * @param verifier certificate or public key, in PEM
   */
  synchronized LogEntry add(Envelope envelope, String verifier) {
    var body = BASE64.encodeToString(body(envelope, verifier).getBytes(UTF_8));
    var time = clock.instant().getEpochSecond();
    int index = tree.append(Base64.getDecoder().decode(body));
    var promise = new LogEntry.Promise(time, promise(body, time, index));
    return new LogEntry(naming.id(), body, Optional.of(promise), proof(index));
  }

  /**
   * Adds an entry of the kind {@code hashedrekord}, version 0.0.2, which says nothing of when.
   *
   * @param certificate in DER
   */
  synchronized LogEntry addHashed(Envelope envelope, byte[] certificate) {
    var bytes = hashedBody(envelope, certificate).getBytes(UTF_8);
    int index = tree.append(bytes);
    return new LogEntry(naming.id(), BASE64.encodeToString(bytes), Optional.empty(), proof(index));
  }

  /** Returns the newest checkpoint (github.com/transparency-dev/formats, log). */
  synchronized String checkpoint() {
    var note = "%s\n%d\n%s\n".formatted(naming.origin(), tree.size(), root());
    var hint = Arrays.copyOf(Base64.getDecoder().decode(naming.id()), 4);
    var signature = Der.joined(hint, keyPair.sign(note.getBytes(UTF_8)));
    return "%s\n\u2014 %s %s\n".formatted(note, naming.name(), BASE64.encodeToString(signature));
  }

  private LogEntry.Proof proof(int index) {
    var hashes = tree.path(index).stream().map(BASE64::encodeToString).toList();
    return new LogEntry.Proof(index, tree.size(), root(), hashes, checkpoint());
  }

  private String root() {
    return BASE64.encodeToString(tree.root());
  }

  private String promise(String body, long time, int index) {
    var promised =
        "{\"body\":\"%s\",\"integratedTime\":%d,\"logID\":\"%s\",\"logIndex\":%d}"
            .formatted(body, time, HexFormat.of().formatHex(keyPair.id()), index);
    return BASE64.encodeToString(keyPair.sign(promised.getBytes(UTF_8)));
  }

  private static String body(Envelope envelope, String verifier) {
    return Json.canonical(
        Json.members(
            "apiVersion",
            "0.0.1",
            "kind",
            "dsse",
            "spec",
            Json.members(
                "envelopeHash",
                hash(Json.canonical(envelope.members()).getBytes(UTF_8)),
                "payloadHash",
                hash(envelope.payloadBytes()),
                "signatures",
                List.of(
                    Json.members(
                        "signature",
                        envelope.signature(),
                        "verifier",
                        BASE64.encodeToString(verifier.getBytes(UTF_8)))))));
  }

  private static String hashedBody(Envelope envelope, byte[] certificate) {
    var verifier =
        Json.members(
            "keyDetails",
            "PKIX_ECDSA_P256_SHA_256",
            "x509Certificate",
            Json.members("rawBytes", BASE64.encodeToString(certificate)));
    var digest = BASE64.encodeToString(EcKeyPair.sha256(envelope.signedBytes()));
    var hashed =
        Json.members(
            "data",
            Json.members("algorithm", "SHA2_256", "digest", digest),
            "signature",
            Json.members("content", envelope.signature(), "verifier", verifier));
    return Json.canonical(
        Json.members(
            "apiVersion",
            "0.0.2",
            "kind",
            "hashedrekord",
            "spec",
            Json.members("hashedRekordV002", hashed)));
  }

  private static Object hash(byte[] bytes) {
    return Json.members("algorithm", "sha256", "value", EcKeyPair.sha256Hex(bytes));
  }
}
