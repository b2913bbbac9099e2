package dev.imprimatur.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An HTTP server on a port of 127.0.0.1, with a virtual thread for each request. */
public final class LoopbackServer implements AutoCloseable {
  private static final int LENGTH_UNKNOWN = 0;
  private static final int NO_BODY = -1;
  private static final int BODY_WITH_LENGTH_BYTES_MAX = 1 << 20;
  private static final Duration DRIP = Duration.ofMillis(100);

  private final HttpServer http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  private LoopbackServer(HttpServer http) {
    this.http = http;
  }

  /** Takes a port; requests wait there until {@link #serve}. */
  public static LoopbackServer open() {
    return open(0);
  }

  /** Takes this port, or any that is free if it is 0. */
  static LoopbackServer open(int port) {
    try {
      // By address, as a machine may know "localhost" as something else first.
      var loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return new LoopbackServer(HttpServer.create(new InetSocketAddress(loopback, port), 0));
    } catch (IOException e) {
      throw new UncheckedIOException("the port is not free: " + port, e);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + http.getAddress().getPort();
  }

  public void serve(Function<HttpExchange, Answer> site) {
    http.setExecutor(threads);
    http.createContext(
        "/",
        exchange -> {
          try (exchange) {
            write(exchange, site.apply(exchange));
          }
        });
    http.start();
  }

  @Override
  public void close() {
    http.stop(0);
    // Not close(): it would wait for an answer that drips.
    threads.shutdownNow();
  }

  private static void write(HttpExchange exchange, Answer answer) throws IOException {
    switch (answer) {
      case Answer.Whole(int status, String contentType, String body) -> {
        exchange.getResponseHeaders().set("content-type", contentType);
        writeBody(exchange, status, body.getBytes(StandardCharsets.UTF_8));
      }
      case Answer.Redirect(String location) -> {
        exchange.getResponseHeaders().set("location", location);
        exchange.sendResponseHeaders(302, NO_BODY);
      }
      case Answer.Drip() -> drip(exchange);
    }
  }

  /** Sends a body; a large one without its length, so that only a reader who counts finds out. */
  private static void writeBody(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(
        status, body.length > BODY_WITH_LENGTH_BYTES_MAX ? LENGTH_UNKNOWN : body.length);
    exchange.getResponseBody().write(body);
  }

  private static void drip(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("content-type", "application/json; charset=utf-8");
    exchange.sendResponseHeaders(200, LENGTH_UNKNOWN);
    var body = exchange.getResponseBody();
    try {
      for (byte next = '{'; ; next = ' ') {
        body.write(next);
        body.flush();
        Thread.sleep(DRIP);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
