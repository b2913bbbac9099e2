package dev.imprimatur.testkit.sigstore;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An entry of a transparency log with all that proves it.
 *
 * @param logId of the log, in base64 like all that is not said to be something else
 * @param body what was logged
 */
record LogEntry(String logId, String body, Optional<Promise> promise, Proof proof) {

  /**
   * A promise that the entry will be in the tree; the second version of the log gives none.
   *
   * @param time when it came, in seconds
   * @param signature of the log over body, time and place
   */
  record Promise(long time, String signature) {}

  /**
   * A proof that the entry is in the tree.
   *
   * @param index its place, from 0
   * @param size of the tree
   * @param hashes from the leaf upwards
   * @param checkpoint root and size, signed by the log
   */
  record Proof(int index, int size, String root, List<String> hashes, String checkpoint) {
    Proof {
      hashes = List.copyOf(hashes);
    }
  }

  /**
   * Returns the entry as a bundle has it (github.com/sigstore/protobuf-specs,
   * sigstore_rekor.proto).
   */
  Map<String, Object> inBundle() {
    var place = Integer.toString(proof.index());
    var entry =
        Json.members(
            "logIndex",
            place,
            "logId",
            Json.members("keyId", logId),
            "kindVersion",
            promise.isPresent()
                ? Json.members("kind", "dsse", "version", "0.0.1")
                : Json.members("kind", "hashedrekord", "version", "0.0.2"));
    promise.ifPresent(each -> {
      entry.put("integratedTime", Long.toString(each.time()));
      entry.put("inclusionPromise", Json.members("signedEntryTimestamp", each.signature()));
    });
    entry.put(
        "inclusionProof",
        Json.members(
            "logIndex",
            place,
            "rootHash",
            proof.root(),
            "treeSize",
            Integer.toString(proof.size()),
            "hashes",
            proof.hashes(),
            "checkpoint",
            Json.members("envelope", proof.checkpoint())));
    entry.put("canonicalizedBody", body);
    return entry;
  }

  /** Returns the entry as the log's own interface has it, under an id that is made of its leaf. */
  Map<String, Object> inAnswer() {
    var promised = promise.orElseThrow();
    var bytes = Base64.getDecoder().decode(body);
    var id = "%016x".formatted(1) + HexFormat.of().formatHex(MerkleTree.leafHash(bytes));
    return Json.members(
        id,
        Json.members(
            "body",
            body,
            "integratedTime",
            promised.time(),
            "logID",
            hex(logId),
            "logIndex",
            proof.index(),
            "verification",
            Json.members(
                "signedEntryTimestamp",
                promised.signature(),
                "inclusionProof",
                Json.members(
                    "checkpoint",
                    proof.checkpoint(),
                    "hashes",
                    proof.hashes().stream().map(LogEntry::hex).toList(),
                    "logIndex",
                    proof.index(),
                    "rootHash",
                    hex(proof.root()),
                    "treeSize",
                    proof.size()))));
  }

  private static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }
}
