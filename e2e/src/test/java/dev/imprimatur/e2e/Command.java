package dev.imprimatur.e2e;

import static java.lang.ProcessBuilder.Redirect.DISCARD;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * A program to be run to its end. Of our own environment it sees nothing: no setting of npm's, no
 * proxy, no home.
 *
 * @param environment all variables that it sees
 */
record Command(List<String> words, Path folder, Map<String, String> environment) {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  /**
   * What a program asks, and what it is told then.
   *
   * @param prompt what stands in its output once it waits for the answer
   * @param typed asked for once it waits
   */
  record Answer(String prompt, Supplier<String> typed) {
    Answer(String prompt, String line) {
      this(prompt, () -> line);
    }
  }

  Command {
    words = List.copyOf(words);
    environment = Map.copyOf(environment);
  }

  Outcome run(Answer... answers) {
    try {
      var scratch = Folders.scratch("imprimatur-command-");
      try {
        return run(scratch, answers);
      } finally {
        Folders.delete(scratch);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it, and leaves it to itself; nobody reads what it prints. */
  Process start() throws IOException {
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.redirectOutput(DISCARD).redirectError(DISCARD).start();
  }

  /** Output goes to files, as a pipe that nobody empties would hold the program up. */
  private Outcome run(Path scratch, Answer... answers) throws IOException, InterruptedException {
    var out = scratch.resolve("out");
    var err = scratch.resolve("err");
    var builder = new ProcessBuilder(words).directory(folder.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    try (var stdin = process.outputWriter(UTF_8)) {
      for (var answer : answers) {
        await(answer.prompt(), out, process);
        // Whoever has left needs no answer.
        if (process.isAlive()) {
          stdin.write(answer.typed().get() + "\n");
          stdin.flush();
        }
      }
      // Before stdin is closed: npm takes a closed one for a user who left.
      await(process, answers.length == 0 ? Duration.ZERO : PATIENCE);
    }
    await(process, PATIENCE);
    boolean ended = !process.isAlive();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    int exit = ended ? process.exitValue() : process.destroyForcibly().waitFor();
    var outcome =
        new Outcome(
            String.join(" ", words), exit, Files.readString(out).strip(), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    Files.delete(scratch);
    if (!ended) {
      throw new AssertionError("It did not end within " + PATIENCE + ": " + outcome);
    }
    return outcome;
  }

  private static void await(Process process, Duration patience) throws InterruptedException {
    boolean _ = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void await(String prompt, Path out, Process process)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!Files.readString(out).contains(prompt)
        && process.isAlive()
        && System.nanoTime() < deadline) {
      Thread.sleep(LOOK_AGAIN);
    }
  }
}
