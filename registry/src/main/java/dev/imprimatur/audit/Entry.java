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
 * @param factsText the facts of the event, as JSON text
 * @param hash SHA-256 in hex over the previous event's hash, a newline and {@link #line}
 */
public record Entry(
    long seq,
    String id,
    Instant at,
    EntryKind kind,
    Optional<String> packageName,
    String actor,
    String factsText,
    String hash) {
  static final String COLUMNS =
      """
      SELECT seq, id, at, kind, package, actor, facts, hash
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
        row.text("facts"),
        row.text("hash"));
  }

  public JsonObject facts() {
    return Json.readOwn(factsText);
  }

  /** Returns the same entry, chained to another end. */
  Entry after(Head before) {
    var moved = with(before.seq() + 1, "");
    return moved.with(moved.seq(), HashAlgorithm.SHA_256.hex(before.hash() + "\n" + moved.line()));
  }

  private Entry with(long otherSeq, String otherHash) {
    return new Entry(otherSeq, id, at, kind, packageName, actor, factsText, otherHash);
  }

  /** Returns whether it is exactly what was written after this end. */
  boolean follows(Head before) {
    return after(before).hash().equals(hash);
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
    var open = Json.text(json.and("actor", actor).build());
    return open.substring(0, open.length() - 1) + ",\"facts\":" + factsText + "}";
  }

  /** The line with the hash as its last member. */
  public String exported() {
    var line = line();
    return line.substring(0, line.length() - 1) + ",\"hash\":\"" + hash + "\"}";
  }
}
