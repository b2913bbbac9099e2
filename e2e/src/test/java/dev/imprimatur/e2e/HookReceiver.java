package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;

/** Somebody's server that webhooks are sent to; it can be made to keep its answers back. */
final class HookReceiver implements AutoCloseable {
  private static final long PATIENCE_MS = 300_000;
  private static final long LOOK_AGAIN_MS = 20;

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Message> messages = new CopyOnWriteArrayList<>();

  /** Closed while it keeps its answers back. */
  private volatile CountDownLatch answering = new CountDownLatch(0);

  /** What came; a message that comes again has the same id. */
  record Message(String id, String type, long seq) {}

  private HookReceiver(HttpServer server) {
    this.server = server;
  }

  static HookReceiver start() {
    try {
      var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      var receiver = new HookReceiver(server);
      server.setExecutor(receiver.threads);
      server.createContext("/", receiver::receive);
      server.start();
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    // Whoever is let go on after this has come may keep back only what comes later.
    var mayAnswer = answering;
    try (exchange) {
      var id = exchange.getRequestHeaders().getFirst("webhook-id");
      var json = Json.object(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
      messages.add(new Message(id, json.text("type"), Long.parseLong(json.text("data", "seq"))));
      mayAnswer.await();
      exchange.sendResponseHeaders(204, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** From now on it takes messages and does not answer. */
  void keepBack() {
    answering = new CountDownLatch(1);
  }

  /** From now on it answers, also to whom it has not answered yet. */
  void answer() {
    answering.countDown();
  }

  /** All that came, the first one first. */
  List<Message> messages() {
    return List.copyOf(messages);
  }

  /** Waits until as many have come as are wanted. */
  void await(IntPredicate enough) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE_MS * 1_000_000;
    while (!enough.test(messages.size())) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("No more has come than " + messages);
      }
      Thread.sleep(LOOK_AGAIN_MS);
    }
  }

  @Override
  public void close() {
    answer();
    server.stop(0);
    threads.shutdownNow();
  }
}
