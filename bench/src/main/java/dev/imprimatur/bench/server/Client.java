package dev.imprimatur.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.bench.sample.Release;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** Sends requests over connections that stay open. */
public final class Client {
  private static final int COPIED_BYTES_MAX = 1024 * 1024;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  public static HttpRequest get(URI address, Map<String, String> headers) {
    return with(headers, HttpRequest.newBuilder(address).GET());
  }

  /** Publishes a version, as npm does it. */
  public static HttpRequest put(Server server, Release release, Map<String, String> headers) {
    var address = server.at(release.packagePath());
    return with(
        Headers.json(headers), HttpRequest.newBuilder(address).PUT(body(release.document())));
  }

  public static HttpRequest put(URI address, Map<String, String> headers, String body) {
    return with(headers, HttpRequest.newBuilder(address).PUT(body(body.getBytes(UTF_8))));
  }

  public static HttpRequest post(URI address, Map<String, String> headers) {
    return with(headers, HttpRequest.newBuilder(address).POST(BodyPublishers.noBody()));
  }

  public static HttpRequest post(URI address, Map<String, String> headers, String body) {
    return with(headers, HttpRequest.newBuilder(address).POST(BodyPublishers.ofString(body)));
  }

  public HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofByteArray());
  }

  /** Sends a request that must succeed. */
  public HttpResponse<byte[]> sendWell(HttpRequest request)
      throws IOException, InterruptedException {
    var response = send(request);
    if (response.statusCode() >= 400) {
      throw new IOException(
          "%s %s was answered with %d: %s"
              .formatted(
                  request.method(),
                  request.uri(),
                  response.statusCode(),
                  new String(response.body(), UTF_8)));
    }
    return response;
  }

  /** The JDK's own publisher of bytes copies all of them for each time that they are sent. */
  private static BodyPublisher body(byte[] bytes) {
    return bytes.length < COPIED_BYTES_MAX
        ? BodyPublishers.ofByteArray(bytes)
        : BodyPublishers.fromPublisher(
            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)), bytes.length);
  }

  private static HttpRequest with(Map<String, String> headers, HttpRequest.Builder request) {
    headers.forEach(request::header);
    return request.timeout(PATIENCE).build();
  }
}
