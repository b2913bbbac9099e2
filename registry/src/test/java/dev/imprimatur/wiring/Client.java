package dev.imprimatur.wiring;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Asks a registry over HTTP, with raw paths and whatever headers it was given. */
public final class Client {
  private final Port port;
  private final Map<String, String> headers;
  private final RefusalInvariants invariants;

  Client(Port port, Map<String, String> headers, RefusalInvariants invariants) {
    this.port = port;
    this.headers = headers;
    this.invariants = invariants;
  }

  /** A whole reply; header names are lower case. */
  public record Answer(int status, Map<String, List<String>> headers, ByteBuffer body) {
    public byte[] bytes() {
      var bytes = new byte[body.remaining()];
      body.duplicate().get(bytes);
      return bytes;
    }

    public String text() {
      return new String(bytes(), UTF_8);
    }

    public JsonObject json() {
      return Json.readOwn(text());
    }

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }

    /** The code of the problem that it tells, if it does. */
    public String problem() {
      return json().text("code").orElse("");
    }

    public String message() {
      return json().text("detail").orElse("");
    }
  }

  public Client with(String header, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Client(port, more, invariants);
  }

  public Answer get(String path) {
    return send("GET", path, new byte[0]);
  }

  public Answer post(String path, String body) {
    return send("POST", path, body.getBytes(UTF_8));
  }

  public Answer put(String path, String body) {
    return send("PUT", path, body.getBytes(UTF_8));
  }

  public Answer delete(String path, String body) {
    return send("DELETE", path, body.getBytes(UTF_8));
  }

  public Answer delete(String path) {
    return send("DELETE", path, new byte[0]);
  }

  public Answer send(String method, String path, byte[] body) {
    var credential = headers.getOrDefault("authorization", "").replaceFirst("^Bearer ", "");
    return invariants.beside(method + " " + path, credential, () -> sent(method, path, body));
  }

  private Answer sent(String method, String path, byte[] body) {
    var request =
        HttpRequest.newBuilder(URI.create(port.address() + path))
            .timeout(Duration.ofSeconds(60))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    try {
      var response = port.send(request.build());
      return new Answer(
          response.statusCode(),
          new TreeMap<>(response.headers().map()),
          ByteBuffer.wrap(response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
