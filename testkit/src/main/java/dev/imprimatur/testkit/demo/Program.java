package dev.imprimatur.testkit.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A program to be run to its end.
 *
 * @param environment all variables that it sees
 */
record Program(List<String> words, Path folder, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** The result of a program: its exit code, and all that it said on both streams. */
  record Outcome(int exit, String said) {

    boolean isGood() {
      return exit == 0;
    }
  }

  Program {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  Outcome run() throws IOException, InterruptedException {
    return run("");
  }

  /** Runs it with this on its standard input. */
  Outcome run(String input) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.start();
    // Whatever hangs is ended, and with it the reading of what it says.
    var watch =
        Thread.ofVirtual()
            .start(() -> {
              if (!endsInTime(process)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
              }
            });
    try (var stdin = process.outputWriter(UTF_8)) {
      stdin.write(input);
    }
    var said = new String(process.getInputStream().readAllBytes(), UTF_8);
    watch.join();
    return new Outcome(process.waitFor(), said.strip());
  }

  private static boolean endsInTime(Process process) {
    try {
      return process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
