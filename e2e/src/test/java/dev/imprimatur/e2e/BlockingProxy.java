package dev.imprimatur.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;

/** A proxy that refuses every connection, and keeps the hosts that were asked for. */
final class BlockingProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final List<String> asked = new CopyOnWriteArrayList<>();

  private BlockingProxy(ServerSocket socket) {
    this.socket = socket;
  }

  static BlockingProxy open() {
    try {
      var proxy = new BlockingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
      Thread.ofVirtual().start(proxy::refuse);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the variables of a program that is to use this proxy; it reaches this machine without
   * it.
   */
  Map<String, String> variables() {
    var address = "http://127.0.0.1:" + socket.getLocalPort();
    return Map.of("HTTPS_PROXY", address, "https_proxy", address);
  }

  /** Returns the hosts that were asked for, with their ports. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void refuse() {
    while (!socket.isClosed()) {
      try (var connection = socket.accept();
          var reader =
              new BufferedReader(
                  new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
        var words = Objects.requireNonNullElse(reader.readLine(), "").split(" ", -1);
        if (words.length > 1) {
          asked.add(words[1]);
        }
        // All of it, as what was left unread would cut the answer off.
        while (!Objects.requireNonNullElse(reader.readLine(), "").isEmpty()) {}
        var answer = "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
      } catch (IOException gone) {
        // Whoever has left needs no answer; a closed door ends the loop.
      }
    }
  }
}
