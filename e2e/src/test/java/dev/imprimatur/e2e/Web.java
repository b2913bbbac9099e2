package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.time.Duration;
import java.util.Map;

/** Asks as a plain HTTP client that is no package manager. */
final class Web implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String token;
  private final Map<String, String> headers;

  /** With this token, or as a stranger with an empty one. */
  Web(String token) {
    this(token, Map.of());
  }

  /** With this token, and with these headers in every request. */
  Web(String token, Map<String, String> headers) {
    this.token = token;
    this.headers = Map.copyOf(headers);
  }

  /** What is there, and must be there. */
  byte[] bytes(URI address) {
    return good(get(address, BodyHandlers.ofByteArray())).body();
  }

  /** The digest of what is there, however large it is. */
  String integrity(URI address) {
    var sha512 = Digests.sha512();
    try (var body = good(get(address, BodyHandlers.ofInputStream())).body()) {
      new DigestInputStream(body, sha512).transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Digests.integrity(sha512);
  }

  Json json(URI address) {
    return Json.object(new String(bytes(address), UTF_8));
  }

  /** The status of what is there or not. */
  int status(URI address) {
    return get(address, BodyHandlers.discarding()).statusCode();
  }

  <T> HttpResponse<T> get(URI address, BodyHandler<T> handler) {
    try {
      return send(request(address).GET(), handler);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Publishes a document.
   *
   * @throws IOException when the connection breaks before the answer is here
   */
  HttpResponse<String> publish(URI address, BodyPublisher document) throws IOException {
    return send(
        request(address).header("content-type", "application/json").PUT(document),
        BodyHandlers.ofString());
  }

  /**
   * Posts nothing but the token.
   *
   * @throws IOException when the connection breaks before the answer is here
   */
  HttpResponse<String> post(URI address) throws IOException {
    return send(request(address).POST(BodyPublishers.noBody()), BodyHandlers.ofString());
  }

  /** Posts JSON. */
  HttpResponse<String> post(URI address, String json) throws IOException {
    return post(address, BodyPublishers.ofString(json));
  }

  /** Posts a document. */
  HttpResponse<String> post(URI address, BodyPublisher document) throws IOException {
    return send(
        request(address).header("content-type", "application/json").POST(document),
        BodyHandlers.ofString());
  }

  /** Puts JSON there. */
  HttpResponse<String> put(URI address, String json) throws IOException {
    return publish(address, BodyPublishers.ofString(json));
  }

  /**
   * Deletes what is there.
   *
   * @throws IOException when the connection breaks before the answer is here
   */
  HttpResponse<String> delete(URI address) throws IOException {
    return send(request(address).DELETE(), BodyHandlers.ofString());
  }

  /** Breaks what is under way. */
  @Override
  public void close() {
    http.shutdownNow();
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, BodyHandler<T> handler)
      throws IOException {
    try {
      return http.send(request.timeout(PATIENCE).build(), handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private HttpRequest.Builder request(URI address) {
    var request = HttpRequest.newBuilder(address);
    headers.forEach(request::header);
    return token.isEmpty() ? request : request.header("authorization", "Bearer " + token);
  }

  private static <T> HttpResponse<T> good(HttpResponse<T> response) {
    if (response.statusCode() != 200) {
      throw new AssertionError(
          "%s was answered with %d".formatted(response.uri(), response.statusCode()));
    }
    return response;
  }
}
