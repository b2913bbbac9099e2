package dev.imprimatur.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * A relay between clients and a registry on this machine, which keeps what was asked and answered.
 * It changes nothing, so that the registry names its tarballs by the relay's address.
 */
final class Recorder implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final ServerSocket socket;
  private final int registry;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition grown = lock.newCondition();
  private List<Exchange> exchanges = new ArrayList<>();

  /**
   * A request and its answer.
   *
   * @param notice what npm prints of the answer, whatever else it is
   */
  record Exchange(
      String method, String path, int status, String type, Optional<String> notice, String body) {}

  private Recorder(ServerSocket socket, int registry) {
    this.socket = socket;
    this.registry = registry;
  }

  /** Opens a relay to the registry at this port. */
  static Recorder open(int registry) {
    try {
      var recorder =
          new Recorder(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), registry);
      Thread.ofVirtual().start(recorder::accept);
      return recorder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Name and port. */
  String host() {
    return "127.0.0.1:" + socket.getLocalPort();
  }

  /** Its address, with a slash at its end. */
  String url() {
    return "http://" + host() + "/";
  }

  /** Returns what was recorded since the last time, and begins anew. */
  List<Exchange> taken() {
    lock.lock();
    try {
      var all = exchanges;
      exchanges = new ArrayList<>();
      return all;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for such an answer. */
  Exchange await(Predicate<Exchange> wanted) {
    lock.lock();
    try {
      long left = PATIENCE.toNanos();
      while (true) {
        var found = exchanges.stream().filter(wanted).findFirst();
        if (found.isPresent()) {
          return found.get();
        }
        if (left <= 0) {
          throw new AssertionError("Nobody asked for it, but " + exchanges);
        }
        left = grown.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        var client = socket.accept();
        Thread.ofVirtual().start(() -> relay(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  /** Carries one request after the other, as no client sends the next before it has its answer. */
  private void relay(Socket client) {
    try (client;
        var server = new Socket(InetAddress.getLoopbackAddress(), registry);
        var asking = new BufferedInputStream(client.getInputStream());
        var answering = new BufferedInputStream(server.getInputStream())) {
      client.setSoTimeout((int) TimeUnit.MINUTES.toMillis(5));
      while (true) {
        var request = HttpMessage.request(asking);
        if (request.isEmpty()) {
          return;
        }
        server.getOutputStream().write(request.get().raw());
        var answer = HttpMessage.answer(answering, request.get());
        if (answer.isEmpty()) {
          return;
        }
        // Before it is sent on: whoever sees that a client is done finds here what it did.
        record(request.get(), answer.get());
        client.getOutputStream().write(answer.get().raw());
        if (answer.get().isLast()) {
          return;
        }
      }
    } catch (IOException gone) {
      // A client that has left, or a registry that was stopped; what they have said is kept.
    }
  }

  private void record(HttpMessage request, HttpMessage answer) {
    var words = request.firstLine().split(" ", -1);
    var exchange =
        new Exchange(
            words[0],
            words[1],
            Integer.parseInt(answer.firstLine().split(" ", -1)[1]),
            answer.header("content-type").orElse(""),
            answer.header("npm-notice"),
            answer.text());
    lock.lock();
    try {
      exchanges.add(exchange);
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
