package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Rekor: a log of what was signed (github.com/sigstore/rekor, version 1). Guarded by itself. */
final class TransparencyLog {
  /** As its checkpoints call it; its address ends with this. */
  static final String NAME = "rekor.sigstore.example";

  private static final Base64.Encoder BASE64 = Base64.getEncoder();

  private final Seal seal;
  private final InstantSource clock;
  private final MerkleTree tree = new MerkleTree();

  TransparencyLog(Seal seal, InstantSource clock) {
    this.seal = seal;
    this.clock = clock;
    // The index of the first entry would be left out of a bundle, where no zero is written.
    tree.append("{}".getBytes(UTF_8));
  }

  Seal seal() {
    return seal;
  }

  /** How many entries were added since the start. */
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
    return new LogEntry(
        BASE64.encodeToString(seal.id()), body, time, promise(body, time, index), proof(index));
  }

  /** The newest checkpoint (github.com/transparency-dev/formats, log). */
  synchronized String checkpoint() {
    var note = "%s - 1\n%d\n%s\n".formatted(NAME, tree.size(), root());
    var hint = Arrays.copyOf(seal.id(), 4);
    var signature = Der.joined(hint, seal.sign(note.getBytes(UTF_8)));
    return "%s\n\u2014 %s %s\n".formatted(note, NAME, BASE64.encodeToString(signature));
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
            .formatted(body, time, HexFormat.of().formatHex(seal.id()), index);
    return BASE64.encodeToString(seal.sign(promised.getBytes(UTF_8)));
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

  private static Object hash(byte[] bytes) {
    return Json.members("algorithm", "sha256", "value", Seal.sha256Hex(bytes));
  }
}
