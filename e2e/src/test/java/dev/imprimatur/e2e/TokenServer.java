package dev.imprimatur.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** Gives a token to whoever says the right words, at any path and as a proxy. */
final class TokenServer implements AutoCloseable {
  private final HttpServer server;
  private volatile String header = "";
  private volatile String body = "";

  TokenServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  void answers(String required, String text) {
    header = required;
    body = text;
  }

  private void answer(HttpExchange exchange) {
    try (exchange) {
      var parts = header.split(": ", 2);
      boolean right = parts[1].equals(exchange.getRequestHeaders().getFirst(parts[0]));
      var bytes = (right ? body : "").getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(right ? 200 : 403, bytes.length);
      exchange.getResponseBody().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
