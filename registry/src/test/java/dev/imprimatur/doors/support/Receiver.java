package dev.imprimatur.doors.support;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Somebody's server that webhooks are sent to; it answers as it is told. */
public final class Receiver implements AutoCloseable {
  private final HttpServer server;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final AtomicInteger status = new AtomicInteger(204);
  private final AtomicReference<String> answer = new AtomicReference<>("");
  private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});

  /** What came. */
  public record Received(
      String id, String timestamp, String signature, String npmSignature, String body) {
    public JsonObject json() {
      return Json.readOwn(body);
    }

    public String type() {
      return json().text("type").orElseThrow();
    }

    public JsonObject data() {
      return json().object("data").orElseThrow();
    }

    public String summary() {
      return data().text("summary").orElseThrow();
    }
  }

  private Receiver(HttpServer server) {
    this.server = server;
  }

  public static Receiver start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var receiver = new Receiver(server);
      server.createContext("/", receiver::receive);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      var headers = exchange.getRequestHeaders();
      received.add(
          new Received(
              headers.getFirst("webhook-id"),
              headers.getFirst("webhook-timestamp"),
              headers.getFirst("webhook-signature"),
              headers.getFirst("x-npm-signature"),
              new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
      meanwhile.get().run();
      exchange.getResponseHeaders().add("location", address() + "elsewhere");
      var body = answer.get().getBytes(UTF_8);
      exchange.sendResponseHeaders(status.get(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Answers so from now on. */
  public Receiver answers(int code, String body) {
    status.set(code);
    answer.set(body);
    return this;
  }

  /** Does this before it answers, from now on. */
  public void meanwhile(Runnable deed) {
    meanwhile.set(deed);
  }

  public List<Received> received() {
    return List.copyOf(received);
  }

  public List<String> types() {
    return received.stream().map(Received::type).toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
