package dev.imprimatur.pages;

import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.http.Header;
import dev.imprimatur.http.Reply;
import dev.imprimatur.http.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A file that pages need beside themselves. Its name has its digest in it, so a browser may keep it
 * for ever: other contents have another name.
 *
 * @param file its name: {@code style-0123456789abcdef.css}
 * @param bytes its contents; only ever read through a duplicate
 */
record Asset(String file, String mediaType, ByteBuffer bytes) {
  static final String FOLDER = "/-/assets/";

  private static final int DIGEST_LENGTH = 16;
  private static final int NOT_MODIFIED = 304;
  private static final Header FOR_EVER =
      new Header("cache-control", "public, max-age=31536000, immutable");
  private static final Header NO_SNIFF = new Header("x-content-type-options", "nosniff");

  static Asset stylesheet() {
    return named("style", ".css", "text/css; charset=utf-8");
  }

  static Asset icon() {
    return named("icon", ".svg", "image/svg+xml");
  }

  /** Asks the browser for passkeys; the only script there is. */
  static Asset script() {
    return named("passkeys", ".js", "text/javascript; charset=utf-8");
  }

  Reply answer(Request request) {
    var tag = new Header("etag", "\"" + file + "\"");
    return request.has(tag.value())
        ? Reply.empty(NOT_MODIFIED, List.of(tag, FOR_EVER))
        : Reply.bytes(
            bytes, List.of(new Header("content-type", mediaType), tag, FOR_EVER, NO_SNIFF));
  }

  private static Asset named(String stem, String ending, String mediaType) {
    try (var in = Asset.class.getResourceAsStream(stem + ending)) {
      if (in == null) {
        throw new IllegalStateException("The program comes without its " + stem + ending);
      }
      var bytes = in.readAllBytes();
      var file = stem + "-" + digest(bytes) + ending;
      return new Asset(file, mediaType, ByteBuffer.wrap(bytes).asReadOnlyBuffer());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(byte[] bytes) {
    return HashAlgorithm.SHA_256.hex(bytes).substring(0, DIGEST_LENGTH);
  }
}
