package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A registry that is running as a child of ours, and ends with us at the latest. */
final class Server implements AutoCloseable {
  private static final Pattern READY = Pattern.compile("Imprimatur is ready at (http://\\S+)\\n");
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration STOP = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Process process;
  private final Path out;
  private final String url;
  private final Thread lastResort;

  private Server(Process process, Path out, String url) {
    this.process = process;
    this.out = out;
    this.url = url;
    this.lastResort = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(lastResort);
  }

  static Server start(List<String> command, Path folder, Map<String, String> environment) {
    try {
      var out = Files.createTempFile(folder, "serve", ".out");
      var log = Files.createTempFile(folder, "serve", ".log");
      var builder = new ProcessBuilder(command).directory(folder.toFile());
      builder.environment().clear();
      builder.environment().putAll(environment);
      var process = builder.redirectOutput(out.toFile()).redirectError(log.toFile()).start();
      return new Server(process, out, awaitReady(process, out, log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Where nobody on this machine listens, at a port that systems give to nobody by themselves: for
   * a registry that must know its port before it is there.
   */
  static String freeAddress() {
    var ports = new Random().ints(20_000, 32_000).iterator();
    while (true) {
      int port = ports.nextInt();
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return "127.0.0.1:" + port;
      } catch (IOException taken) {
        // Then another one.
      }
    }
  }

  /** Returns what it has printed for whoever started it. */
  String printed() {
    try {
      return Files.readString(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its address, without a slash at its end. */
  String url() {
    return url;
  }

  /** Name and port. */
  String host() {
    return URI.create(url).getAuthority();
  }

  URI at(String path) {
    return URI.create(url + path);
  }

  /** Ends it at this instant, as a power cut does; it gets no chance to finish anything. */
  void kill() {
    end(process.destroyForcibly());
  }

  /** Stops it as an operator does. */
  @Override
  public void close() {
    process.destroy();
    end(process);
  }

  private void end(Process ending) {
    try {
      if (!ending.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        ending.destroyForcibly();
        throw new AssertionError("It did not stop within " + STOP);
      }
    } catch (InterruptedException e) {
      ending.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      Runtime.getRuntime().removeShutdownHook(lastResort);
    }
  }

  private static String awaitReady(Process process, Path out, Path log)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      var ready = READY.matcher(Files.readString(out));
      if (ready.find()) {
        return ready.group(1);
      }
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new AssertionError("It did not start: " + Files.readString(log));
      }
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
