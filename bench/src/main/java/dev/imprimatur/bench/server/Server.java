package dev.imprimatur.bench.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that runs as a child of ours, on loopback, and ends with us at the latest. */
public final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration STOP = Duration.ofSeconds(40);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Contender contender;
  private final Process process;
  private final int port;
  private final Thread lastResort;

  private Server(Contender contender, Process process, int port) {
    this.contender = contender;
    this.process = process;
    this.port = port;
    this.lastResort = new Thread(this::kill);
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  /** Starts a server, and returns when its port is open. */
  static Server start(Contender contender, int port, List<String> command, Path folder)
      throws IOException, InterruptedException {
    var log = folder.resolve("server.log").toFile();
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("NODE_ENV", "production");
    var process = builder.redirectErrorStream(true).redirectOutput(log).start();
    var server = new Server(contender, process, port);
    try {
      server.awaitPort(log.toPath());
      return server;
    } catch (IOException | InterruptedException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** A port that nobody has at this moment. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public Contender contender() {
    return contender;
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  public ProcessAccounts accounts() {
    return new ProcessAccounts(process.toHandle());
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().removeShutdownHook(lastResort);
  }

  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private void awaitPort(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (!isOpen()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(contender.title() + " did not start; its last words are in " + log);
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }

  private boolean isOpen() {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
