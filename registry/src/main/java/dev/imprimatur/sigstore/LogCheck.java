package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Checkpoint;
import dev.imprimatur.bundle.LogEntry;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.sigstore.TrustedRoot.Log;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The check of a log entry: the log is known, promised the entry, and lists it. */
final class LogCheck {
  private LogCheck() {}

  /**
   * Checks one entry.
   *
   * @return the time of the log's promise; empty if there is none that can be checked
   * @throws Refusal if anything that is there does not hold
   */
  static Optional<Instant> require(LogEntry entry, TrustedRoot root) {
    var log =
        root.log(entry.logId())
            .orElseThrow(
                () -> new Refusal(Reason.LOG, "its log entry is of a log that is not trusted"));
    entry.proof().ifPresent(proof -> requireProof(entry, proof, log));
    if (entry.promise().isEmpty()) {
      requireNothingUnsaid(entry);
      return Optional.empty();
    }
    var time = Instant.ofEpochSecond(entry.integratedTime());
    if (!log.key().verifies(promised(entry), entry.promise().get())) {
      throw new Refusal(Reason.LOG_ENTRY, "the log's promise of its entry does not hold");
    }
    if (entry.integratedTime() == 0) {
      return Optional.empty();
    }
    if (!log.window().holds(time)) {
      throw new Refusal(Reason.LOG_ENTRY, "its log was not in force when it took the entry");
    }
    return Optional.of(time);
  }

  /**
   * Requires that an entry without a promise states nothing for which only a promise could vouch.
   */
  private static void requireNothingUnsaid(LogEntry entry) {
    if (entry.integratedTime() != 0) {
      throw new Refusal(Reason.TIMESTAMP, "its log entry has a time without the log's promise");
    }
    if (entry.proof().filter(proof -> proof.index() == entry.index()).isEmpty()) {
      throw new Refusal(Reason.LOG_ENTRY, "its log entry is said to lie where it does not");
    }
  }

  /**
   * Returns what a log's promise signs: exactly these members in this order (Rekor,
   * "openapi.yaml").
   */
  private static Bytes promised(LogEntry entry) {
    return Bytes.ofUtf8(
        Json.text(
            JsonObject.with("body", entry.body().base64())
                .and("integratedTime", entry.integratedTime())
                .and("logID", entry.logId().hex())
                .and("logIndex", entry.index())
                .build()));
  }

  private static void requireProof(LogEntry entry, LogEntry.Proof proof, Log log) {
    var root = MerkleTree.root(entry.body(), proof.index(), proof.treeSize(), proof.hashes());
    if (!root.equals(Optional.of(proof.rootHash()))) {
      throw new Refusal(Reason.LOG_PROOF, "its log entry does not lie where its proof says");
    }
    if (!proof.checkpoint().isEmpty()) {
      requireCheckpoint(proof, log);
    }
  }

  private static void requireCheckpoint(LogEntry.Proof proof, Log log) {
    var checkpoint = Checkpoint.read(proof.checkpoint());
    if (checkpoint.treeSize() != proof.treeSize()
        || !checkpoint.rootHash().equals(proof.rootHash())) {
      throw new Refusal(
          Reason.LOG_CHECKPOINT, "the checkpoint of its log entry is of another tree");
    }
    var hint = log.id().slice(0, Math.min(4, log.id().length()));
    // Only its first line counts, so that sixty wrong ones cost no more than one.
    boolean signed =
        checkpoint.signatures().stream()
            .filter(line -> line.hint().equals(hint) && line.name().equals(log.name()))
            .findFirst()
            .filter(line -> log.key().verifies(checkpoint.signed(), line.signature()))
            .isPresent();
    if (!signed) {
      throw new Refusal(
          Reason.LOG_CHECKPOINT, "the log did not sign the checkpoint of its log entry");
    }
  }

  /** The hashes of a log's tree (RFC 6962, section 2.1). */
  private static final class MerkleTree {
    private static final Bytes LEAF = Bytes.ofNumber(0, 1);
    private static final Bytes NODE = Bytes.ofNumber(1, 1);

    private MerkleTree() {}

    /**
     * Computes the root from a leaf and the path from it (RFC 9162, section 2.1.3.2); empty if
     * there is no such leaf in a tree of this size, or its path has another length.
     */
    static Optional<Bytes> root(Bytes leaf, long index, long treeSize, List<Bytes> path) {
      if (index < 0 || index >= treeSize) {
        return Optional.empty();
      }
      long at = index;
      long last = treeSize - 1;
      var hash = Bytes.concat(LEAF, leaf).sha256();
      for (var other : path) {
        if (last == 0) {
          return Optional.empty();
        }
        if ((at & 1) == 1 || at == last) {
          hash = node(other, hash);
          while ((at & 1) == 0 && at != 0) {
            at >>= 1;
            last >>= 1;
          }
        } else {
          hash = node(hash, other);
        }
        at >>= 1;
        last >>= 1;
      }
      return last == 0 ? Optional.of(hash) : Optional.empty();
    }

    private static Bytes node(Bytes left, Bytes right) {
      return Bytes.concat(NODE, left, right).sha256();
    }
  }
}
