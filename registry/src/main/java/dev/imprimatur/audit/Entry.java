package dev.imprimatur.audit;

import dev.imprimatur.db.Row;
import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import java.time.Instant;
import java.util.Optional;

/**
 * An event as it stands in the log.
 *
 * @param seq counts the events from 1, in the order in which they became true
 * @param id time-ordered and the event's own, a UUID unless somebody tampered with it
 * @param share the share of the room for strangers that it is in; it may be forgotten
 * @param previous the hash of the event just before it, of whatever chain
 * @param factsText the facts of the event, as JSON text
 * @param hash SHA-256 in hex over the hash of the event before it in its chain, a newline and
 *     {@link #line}
 */
public record Entry(
    long seq,
    String id,
    Instant at,
    EntryKind kind,
    Optional<String> packageName,
    String actor,
    Optional<Share> share,
    String previous,
    String factsText,
    String hash) {
  static final String COLUMNS =
      """
      SELECT seq, id, at, kind, package, actor, share, previous, facts, hash
      FROM audit_event
      """;

  static Entry of(Row row) {
    return new Entry(
        row.number("seq"),
        row.text("id"),
        row.instant("at"),
        EntryKind.of(row.text("kind")),
        row.maybeText("package"),
        row.text("actor"),
        row.maybeNumber("share").map(Math::toIntExact).map(Share::new),
        row.text("previous"),
        row.text("facts"),
        row.text("hash"));
  }

  public JsonObject facts() {
    return Json.readOwn(factsText);
  }

  /**
   * Returns the same entry at the end of the log.
   *
   * @param last the last event
   * @param chained the hash of the last event of its own chain
   */
  Entry after(Head last, String chained) {
    var moved = with(last.seq() + 1, last.hash(), "");
    return moved.with(moved.seq(), last.hash(), moved.chainedTo(chained));
  }

  private Entry with(long otherSeq, String otherPrevious, String otherHash) {
    return new Entry(
        otherSeq, id, at, kind, packageName, actor, share, otherPrevious, factsText, otherHash);
  }

  private String chainedTo(String before) {
    return HashAlgorithm.SHA_256.hex(before + "\n" + line());
  }

  /** Returns whether it is exactly what was written after this event of its chain. */
  boolean follows(String chained) {
    return chainedTo(chained).equals(hash);
  }

  /** Returns whether it is what was written with this number, and stands elsewhere. */
  boolean isFrom(long otherSeq, String chained) {
    return with(otherSeq, previous, hash).follows(chained);
  }

  Head head() {
    return new Head(seq, hash);
  }

  /**
   * Writes everything but the hash as one line of JSON: these bytes are hashed and exported, so
   * that anybody can check an export with nothing but SHA-256. The facts are taken as they are
   * stored; to parse and write them again might change them.
   */
  String line() {
    var json =
        JsonObject.with("seq", JsonNumber.of(seq))
            .and("id", id)
            .and("at", at)
            .and("kind", kind.wire());
    packageName.ifPresent(name -> json.and("package", name));
    json.and("actor", actor);
    share.ifPresent(its -> json.and("share", JsonNumber.of(its.number())));
    var open = Json.text(json.and("previous", previous).build());
    return open.substring(0, open.length() - 1) + ",\"facts\":" + factsText + "}";
  }

  /** The line with the hash as its last member. */
  public String exported() {
    var line = line();
    return line.substring(0, line.length() - 1) + ",\"hash\":\"" + hash + "\"}";
  }
}
