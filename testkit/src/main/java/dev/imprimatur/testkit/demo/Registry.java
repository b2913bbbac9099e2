package dev.imprimatur.testkit.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The registry as an operator has it: the launcher, a configuration, a data folder. */
final class Registry {
  private static final int DEFAULT_PORT = 4873;
  private static final long STOP_SECONDS = 40;
  private static final String READY = "Imprimatur is ready at ";

  private final String launcher;
  private final Stage stage;
  private final Process process;
  private final String url;

  private Registry(String launcher, Stage stage, Process process, String url) {
    this.launcher = launcher;
    this.stage = stage;
    this.process = process;
    this.url = url;
  }

  /**
   * Starts it on an empty data folder, at the usual port or, when somebody has that, at a free one.
   *
   * @param issuer the only CI system that it knows
   * @param trustedRoot of the Sigstore that may vouch for jobs there
   */
  static Registry start(String launcher, Stage stage, String issuer, String trustedRoot)
      throws IOException {
    stage.write("roots/pretend.json", trustedRoot);
    stage.write("roots/pretend.yaml", "issuers:\n  %s: github\n".formatted(issuer));
    // A real issuer is on the internet under https, and needs no entry at all.
    stage.write(
        "imprimatur.yaml",
        """
        issuers:
          - provider: github
            url: %s
            internal: true
        trustRoots: %s
        """
            .formatted(issuer, stage.folder("roots")));
    var words = new ArrayList<>(List.of(launcher, "serve", "--listen", "127.0.0.1:" + port()));
    words.addAll(settings(stage));
    var process =
        new ProcessBuilder(words)
            .directory(stage.folder().toFile())
            .redirectError(log(stage).toFile())
            .start();
    stage.atItsEnd(() -> end(process));
    try {
      return new Registry(launcher, stage, process, ready(process.inputReader()));
    } catch (IOException e) {
      throw new IOException(e.getMessage() + "\n" + Files.readString(log(stage)), e);
    }
  }

  String url() {
    return url;
  }

  /** Runs an operator's command beside the running server. */
  Program.Outcome command(String input, List<String> arguments)
      throws IOException, InterruptedException {
    var words = new ArrayList<>(List.of(launcher));
    words.addAll(arguments);
    words.addAll(settings(stage));
    return new Program(words, stage.folder(), System.getenv()).run(input);
  }

  /** Returns when it has ended, whoever ended it. */
  void await() throws InterruptedException {
    process.waitFor();
  }

  private static void end(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static List<String> settings(Stage stage) {
    return List.of(
        "--config",
        stage.folder().resolve("imprimatur.yaml").toString(),
        "--data",
        stage.folder().resolve("data").toString());
  }

  private static Path log(Stage stage) {
    return stage.folder().resolve("registry.log");
  }

  private static String ready(BufferedReader printed) throws IOException {
    for (var line = printed.readLine(); line != null; line = printed.readLine()) {
      if (line.startsWith(READY)) {
        return line.substring(READY.length());
      }
    }
    throw new IOException("The registry did not start. It says:");
  }

  private static int port() {
    try (var probe = new ServerSocket(DEFAULT_PORT, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }
}
