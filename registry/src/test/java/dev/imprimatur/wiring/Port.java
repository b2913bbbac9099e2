package dev.imprimatur.wiring;

import dev.imprimatur.http.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/**
 * The open port of a registry under test, and the connections of its clients. They are closed
 * first: the server gives a connection that is idle a second to say something when it stops, and
 * with hundreds of registries that is most of the time that all tests take.
 */
final class Port implements AutoCloseable {
  private final HttpServer server;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private Port(HttpServer server) {
    this.server = server;
  }

  static Port open(Registry registry) {
    try {
      return new Port(registry.open());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.port());
  }

  Client client(Map<String, String> headers, RefusalInvariants invariants) {
    return new Client(this, headers, invariants);
  }

  HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofByteArray());
  }

  /** Takes no more requests, and lets those under way finish. */
  @Override
  public void close() {
    http.shutdown();
    server.close();
  }
}
