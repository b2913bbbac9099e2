package dev.imprimatur.install;

import dev.imprimatur.cache.EncodedPackument;
import dev.imprimatur.gate.Gate;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import java.util.List;

/**
 * The reply with a packument, in the form that the client asked for. {@code no-cache} makes clients
 * ask again every time, and the entity tag makes that cheap; with a bare {@code Last-Modified}, npm
 * would not see a new version for a tenth of the package's age.
 */
final class PackumentReply {
  private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
  private static final Header VARY = new Header("vary", "accept, accept-encoding");
  private static final Header FULL_TYPE = new Header("content-type", "application/json");
  private static final Header ABBREVIATED_TYPE = new Header("content-type", ABBREVIATED);
  private static final Header GZIP = new Header("content-encoding", "gzip");
  private static final Header FOR_ANYONE = new Header("cache-control", "public, no-cache");
  private static final Header FOR_ONE = new Header("cache-control", "private, no-cache");
  private static final int NOT_MODIFIED = 304;

  private PackumentReply() {}

  static Reply of(Request request, EncodedPackument ready) {
    boolean abbreviated = request.prefers(ABBREVIATED);
    boolean gzip = request.takesGzip();
    var form = abbreviated ? ready.abbreviated() : ready.full();
    var tag = new Header("etag", gzip ? form.gzipTag() : form.plainTag());
    var caching = Gate.anyoneMayRead(ready.visibility()) ? FOR_ANYONE : FOR_ONE;
    if (request.has(form.plainTag(), form.gzipTag())) {
      return Reply.empty(NOT_MODIFIED, List.of(tag, caching, VARY));
    }
    var type = abbreviated ? ABBREVIATED_TYPE : FULL_TYPE;
    return gzip
        ? Reply.bytes(form.gzip(), List.of(type, tag, caching, VARY, GZIP))
        : Reply.bytes(form.plain(), List.of(type, tag, caching, VARY));
  }
}
