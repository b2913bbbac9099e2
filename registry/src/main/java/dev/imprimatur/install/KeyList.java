package dev.imprimatur.install;

import dev.imprimatur.db.Database;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import dev.imprimatur.json.Json;
import dev.imprimatur.signatures.Signatures;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;

/**
 * The list of the keys by which this registry signs. Clients ask for it again every time: npm ends
 * an audit at the first signature by a key that it does not know.
 */
public final class KeyList {
  private static final Header TYPE = new Header("content-type", "application/json");
  private static final Header CACHING = new Header("cache-control", "public, no-cache");
  private static final int NOT_MODIFIED = 304;

  private final Database db;
  private final Signatures signatures;

  public KeyList(Database db, Signatures signatures) {
    this.db = db;
    this.signatures = signatures;
  }

  Reply of(Request request) {
    var bytes = Json.bytes(db.read(signatures.keys()::listed));
    var etag = "\"" + UUID.nameUUIDFromBytes(bytes) + "\"";
    var tag = new Header("etag", etag);
    return request.has(etag)
        ? Reply.empty(NOT_MODIFIED, List.of(tag, CACHING))
        : Reply.bytes(ByteBuffer.wrap(bytes), List.of(TYPE, tag, CACHING));
  }
}
