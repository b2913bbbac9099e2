package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A request or an answer of HTTP/1.1 (RFC 9112) as it came.
 *
 * @param lines its first line and its headers
 * @param content the body without chunks around it
 * @param whole all of it, letter for letter
 */
record HttpMessage(List<String> lines, ByteArrayOutputStream content, ByteArrayOutputStream whole) {
  private static final int LINE_END = '\n';

  /** Reads a request; empty if there is no further one. */
  static Optional<HttpMessage> request(InputStream in) throws IOException {
    var read = head(in);
    if (read.isPresent()) {
      read.get().readBody(in, false);
    }
    return read;
  }

  /** Reads the answer to a request; empty if none comes. */
  static Optional<HttpMessage> answer(InputStream in, HttpMessage request) throws IOException {
    var read = head(in);
    if (read.isPresent() && read.get().hasBody(request)) {
      read.get().readBody(in, true);
    }
    return read;
  }

  String firstLine() {
    return lines.getFirst();
  }

  Optional<String> header(String name) {
    return lines.stream()
        .skip(1)
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst();
  }

  byte[] raw() {
    return whole.toByteArray();
  }

  /** Returns whether its sender closes the connection behind it. */
  boolean isLast() {
    return header("connection").filter("close"::equalsIgnoreCase).isPresent();
  }

  /** The body as text, unpacked. */
  String text() {
    var bytes = content.toByteArray();
    if (header("content-encoding").filter("gzip"::equals).isEmpty()) {
      return new String(bytes, UTF_8);
    }
    try (var unpacked = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return new String(unpacked.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean hasBody(HttpMessage request) {
    var status = firstLine().split(" ", -1)[1];
    return !request.firstLine().startsWith("HEAD ")
        && !status.startsWith("1")
        && !status.equals("204")
        && !status.equals("304");
  }

  private static Optional<HttpMessage> head(InputStream in) throws IOException {
    var whole = new ByteArrayOutputStream();
    var lines = new ArrayList<String>();
    while (true) {
      var line = line(in, whole);
      if (line.isEmpty()) {
        return lines.isEmpty()
            ? Optional.empty()
            : Optional.of(new HttpMessage(List.copyOf(lines), new ByteArrayOutputStream(), whole));
      }
      lines.add(line);
    }
  }

  private static String line(InputStream in, ByteArrayOutputStream whole) throws IOException {
    var line = new ByteArrayOutputStream();
    int next = in.read();
    while (next >= 0) {
      line.write(next);
      if (next == LINE_END) {
        break;
      }
      next = in.read();
    }
    whole.writeBytes(line.toByteArray());
    return line.toString(ISO_8859_1).strip();
  }

  private void readBody(InputStream in, boolean untilTheEnd) throws IOException {
    if (header("transfer-encoding").filter("chunked"::equalsIgnoreCase).isPresent()) {
      int bytes;
      do {
        bytes = Integer.parseInt(line(in, whole).split(";", 2)[0].strip(), 16);
        take(in.readNBytes(bytes));
        line(in, whole);
      } while (bytes > 0);
      return;
    }
    var length = header("content-length");
    if (length.isPresent()) {
      take(in.readNBytes(Integer.parseInt(length.get())));
    } else if (untilTheEnd) {
      take(in.readAllBytes());
    }
  }

  private void take(byte[] bytes) {
    content.writeBytes(bytes);
    whole.writeBytes(bytes);
  }
}
