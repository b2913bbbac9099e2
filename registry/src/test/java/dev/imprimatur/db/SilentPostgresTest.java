package dev.imprimatur.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A PostgreSQL that is there and says nothing, as after a failover; nothing to do with SQLite. */
final class SilentPostgresTest {
  private final AtomicInteger generation = new AtomicInteger();

  private static String url() {
    var url = TestDatabase.postgresUrl();
    assumeTrue(url.isPresent(), "SQLite is a file");
    return url.get();
  }

  /** Connections die without a word, and new ones work. */
  @Test
  @Timeout(120)
  void whatSaysNothingIsGivenUpAndAskedAnew() throws IOException {
    var url = url();
    try (var proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var target = URI.create(url.substring("jdbc:".length()));
      Thread.ofVirtual().start(() -> forward(proxy, target));
      var through =
          url.replace(":" + target.getPort() + "/", ":" + proxy.getLocalPort() + "/")
              .replace("localhost", "127.0.0.1");
      var separator = through.contains("?") ? "&" : "?";
      try (var db = TestDatabase.postgres(through + separator + "socketTimeout=2")) {
        assertThat(db.answers()).isTrue();
        assertThatThrownBy(() ->
                db.read(tx -> {
                  generation.incrementAndGet();
                  return tx.list("SELECT 1 AS one", row -> row.number("one"));
                }))
            .isInstanceOf(ProblemException.class);
        assertThat(db.answers()).isTrue();
        assertThat(db.<Integer>write(tx -> tx.update("UPDATE account SET email = email"))).isZero();
      }
    }
  }

  /** Whoever keeps a table keeps nobody for ever. */
  @Test
  @Timeout(120)
  void whoeverWaitsForALockIsTold() throws InterruptedException {
    var url = url();
    try (var db = TestDatabase.postgres(url);
        var other = TestDatabase.postgres(url)) {
      var locked = new CountDownLatch(1);
      var end = new CountDownLatch(1);
      var holder =
          Thread.ofVirtual()
              .start(() ->
                  other.write(tx -> {
                    tx.update("LOCK TABLE account IN ACCESS EXCLUSIVE MODE");
                    locked.countDown();
                    return awaited(end);
                  }));
      locked.await();
      assertThatThrownBy(() -> db.read(tx -> tx.list("SELECT name FROM account", row -> 1)))
          .isInstanceOfSatisfying(
              ProblemException.class, e -> assertThat(e.problem().code()).isEqualTo("overloaded"));
      end.countDown();
      holder.join();
      assertThat(db.answers()).isTrue();
    }
  }

  private static boolean awaited(CountDownLatch end) {
    try {
      end.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void forward(ServerSocket proxy, URI target) {
    while (!proxy.isClosed()) {
      try {
        var client = proxy.accept();
        var server = new Socket(target.getHost(), target.getPort());
        int mine = generation.get();
        Thread.ofVirtual().start(() -> pump(client, server, mine));
        Thread.ofVirtual().start(() -> pump(server, client, mine));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Once it is of the past, it neither forwards nor closes anything. */
  private void pump(Socket from, Socket to, int mine) {
    try {
      var buffer = new byte[8192];
      for (int read = from.getInputStream().read(buffer);
          read >= 0;
          read = from.getInputStream().read(buffer)) {
        if (mine == generation.get()) {
          to.getOutputStream().write(buffer, 0, read);
        }
      }
      if (mine == generation.get()) {
        to.close();
      }
    } catch (IOException e) {
      if (mine == generation.get()) {
        closeQuietly(to);
      }
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
