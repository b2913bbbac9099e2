package dev.imprimatur.http;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** An answer: a status, headers and a body. */
public record Reply(int status, List<Header> headers, Body body) {
  private static final Header JSON = new Header("content-type", "application/json");
  private static final Header HTML = new Header("content-type", "text/html; charset=utf-8");

  /**
   * The headers of every answer that protect somebody whose browser is led to it: take it for
   * nothing but what it says it is, run nothing in it, show it in no other page, and tell nobody
   * its address. Pages say more.
   */
  static final List<Header> GUARDS =
      List.of(
          new Header("x-content-type-options", "nosniff"),
          new Header("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
          new Header("referrer-policy", "no-referrer"));

  private static final int SEE_OTHER = 303;
  public static final Header NOT_STORED = new Header("cache-control", "no-store");

  /** The body of a reply; its length is always known before the first byte. */
  public sealed interface Body {
    /** No body. */
    record None() implements Body {}

    /** Bytes in memory. The buffer may be shared; it is only ever read through a duplicate. */
    record Bytes(ByteBuffer bytes) implements Body {}

    /** All bytes of a file. */
    record File(Path file, long bytes) implements Body {}
  }

  public Reply {
    headers = List.copyOf(headers);
  }

  /** Makes a reply with a JSON value that no cache may keep. */
  public static Reply json(int status, JsonValue value) {
    var bytes = ByteBuffer.wrap(Json.bytes(value));
    return new Reply(status, List.of(JSON, NOT_STORED), new Body.Bytes(bytes));
  }

  /** Makes a reply with a page that no cache may keep. */
  public static Reply html(int status, String page) {
    var bytes = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
    return new Reply(status, List.of(HTML, NOT_STORED), new Body.Bytes(bytes));
  }

  public static Reply bytes(ByteBuffer bytes, List<Header> headers) {
    return new Reply(200, headers, new Body.Bytes(bytes));
  }

  public static Reply file(Path file, long bytes, List<Header> headers) {
    return new Reply(200, headers, new Body.File(file, bytes));
  }

  /** Makes a reply whose status says it all: 204, 304. */
  public static Reply empty(int status, List<Header> headers) {
    return new Reply(status, headers, new Body.None());
  }

  /** Makes a reply that sends a browser on to an address of ours, which it then gets. */
  public static Reply seeOther(String path) {
    return empty(SEE_OTHER, List.of(new Header("location", path), NOT_STORED));
  }

  public Reply with(Header header) {
    return new Reply(status, Stream.concat(headers.stream(), Stream.of(header)).toList(), body);
  }
}
