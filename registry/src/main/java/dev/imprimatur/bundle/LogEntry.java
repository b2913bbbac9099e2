package dev.imprimatur.bundle;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a transparency log, with the log's promise and the proof of its place.
 *
 * @param index in the log as a whole, over all its trees
 * @param kind what the body is, with its version: {@code dsse/0.0.1}
 * @param integratedTime seconds since 1970; zero if the log names none
 * @param promise the log's signature that it will list the entry: its SET
 * @param body what the log keeps, as it keeps it
 */
public record LogEntry(
    long index,
    Bytes logId,
    String kind,
    long integratedTime,
    Optional<Bytes> promise,
    Optional<Proof> proof,
    Bytes body) {

  private static final int HASHES_MAX = 64;

  /**
   * The proof that the entry lies in a tree of the log (RFC 6962, section 2.1.1).
   *
   * @param index in this tree
   * @param checkpoint the log's signed note of the tree; empty in old bundles
   */
  public record Proof(
      long index, long treeSize, Bytes rootHash, List<Bytes> hashes, String checkpoint) {
    static Proof read(ProtoJson message) {
      return new Proof(
          message.count("logIndex"),
          message.count("treeSize"),
          message.requireBytes("rootHash"),
          message.listOfBytes("hashes", HASHES_MAX),
          message.message("checkpoint").map(each -> each.text("envelope")).orElse(""));
    }
  }

  static LogEntry read(ProtoJson message) {
    var kind = message.requireMessage("kindVersion");
    return new LogEntry(
        message.count("logIndex"),
        message.requireMessage("logId").requireBytes("keyId"),
        kind.requireText("kind") + "/" + kind.requireText("version"),
        time(message),
        message.message("inclusionPromise").map(each -> each.requireBytes("signedEntryTimestamp")),
        message.message("inclusionProof").map(Proof::read),
        message.requireBytes("canonicalizedBody"));
  }

  private static long time(ProtoJson message) {
    long seconds = message.count("integratedTime");
    if (seconds > Instant.MAX.getEpochSecond()) {
      throw new Refusal(Reason.MALFORMED, "the time of a log entry is beyond all calendars");
    }
    return seconds;
  }

  /** Requires what a bundle of this form must have of an entry. */
  void requireForm(Bundle.Form form) {
    if (form == Bundle.Form.V0_1) {
      if (promise.isEmpty()) {
        throw new Refusal(Reason.CONTENT, "a log entry of version 0.1 lacks the log's promise");
      }
    } else if (proof.filter(each -> !each.checkpoint().isEmpty()).isEmpty()) {
      throw new Refusal(Reason.CONTENT, "a log entry lacks its proof or the checkpoint of it");
    }
  }
}
