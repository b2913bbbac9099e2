package dev.imprimatur.doors.notices;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody's server that takes every message and is in no hurry to answer. */
final class SlowReceiver implements AutoCloseable {
  private static final int DROP_MS = 10;

  private final ServerSocket server;
  private final Manner manner;
  private final List<String> ids = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger ended = new AtomicInteger();

  /** How it is slow. */
  enum Manner {
    /** It never answers. */
    SILENT(""),
    /** Its status line has no end, and comes drop by drop. */
    DRIPPING_HEAD("HTTP/1.1 200 "),
    /** It says that all is well, and then what it adds has no end, and comes drop by drop. */
    DRIPPING_BODY("HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\n\r\n");

    private final String beginning;

    Manner(String beginning) {
      this.beginning = beginning;
    }
  }

  private SlowReceiver(ServerSocket server, Manner manner) {
    this.server = server;
    this.manner = manner;
  }

  static SlowReceiver start(Manner manner) {
    try {
      var socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
      var receiver = new SlowReceiver(socket, manner);
      Thread.ofVirtual().start(receiver::accept);
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void accept() {
    try {
      while (true) {
        var socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> receive(socket));
      }
    } catch (IOException closed) {
      // Nobody comes any more.
    }
  }

  private void receive(Socket socket) {
    try (socket) {
      var lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      var line = lines.readLine();
      while (line != null && !line.isEmpty()) {
        if (line.startsWith("webhook-id: ")) {
          ids.add(line.substring("webhook-id: ".length()));
        }
        line = lines.readLine();
      }
      answer(socket, lines);
    } catch (IOException | InterruptedException hungUp) {
      // Whoever asked has waited for long enough.
    } finally {
      ended.incrementAndGet();
    }
  }

  private void answer(Socket socket, BufferedReader lines)
      throws IOException, InterruptedException {
    socket.getOutputStream().write(manner.beginning.getBytes(UTF_8));
    if (manner == Manner.SILENT) {
      lines.transferTo(Writer.nullWriter());
      return;
    }
    while (true) {
      socket.getOutputStream().write('x');
      Thread.sleep(DROP_MS);
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  /** The ids of the messages that came. */
  List<String> ids() {
    return List.copyOf(ids);
  }

  /** How many of those who came do not wait any more. */
  int ended() {
    return ended.get();
  }

  /** Hangs up on all who wait. */
  void hangUp() {
    for (var socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    hangUp();
  }
}
