package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A program before which somebody sits: it runs in a terminal that is pretended by script(1), as
 * npm and pnpm ask nobody anything without one. It goes on while its user does something else.
 */
final class Terminal implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final Optional<Path> SCRIPT = Clients.onPath("script");

  /** What terminals do not show: colours, moves of the cursor, and the names of windows. */
  private static final Pattern CONTROL =
      Pattern.compile("\u001b\\[[0-9;?]*[A-Za-z]|\u001b\\][^\u0007]*\u0007|\r");

  private final Path scratch = Folders.scratch("imprimatur-terminal-");
  private final Command command;
  private final Process process;
  private final Writer keyboard;

  /** Ends the tests of whoever has no script(1) of the form that Linux has. */
  static void orSkip() {
    boolean here = SCRIPT.isPresent() && System.getProperty("os.name").equals("Linux");
    if (!here) {
      System.out.println("Skipped: what clients do in a terminal, as there is no script(1).");
    }
    assumeTrue(here, "There is no script(1) on the PATH");
  }

  Terminal(Command command) {
    this.command = command;
    var line =
        command.words().stream()
            .map(word -> "'" + word.replace("'", "'\\''") + "'")
            .collect(Collectors.joining(" "));
    var words = List.of(SCRIPT.orElseThrow().toString(), "-qefc", line, "/dev/null");
    var builder = new ProcessBuilder(words).directory(command.folder().toFile());
    var environment = new HashMap<>(command.environment());
    environment.put("TERM", "xterm");
    environment.put("SHELL", "/bin/sh");
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      process = builder.redirectErrorStream(true).redirectOutput(screen().toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keyboard = process.outputWriter(UTF_8);
  }

  private Path screen() {
    return scratch.resolve("screen");
  }

  /** The words that stand on its screen, and that have. */
  private String shown() {
    try {
      return CONTROL.matcher(Files.readString(screen())).replaceAll("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until this stands on its screen, and returns its first group. */
  String awaits(Pattern wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      boolean ended = !process.isAlive();
      var found = wanted.matcher(shown());
      if (found.find()) {
        return found.group(1);
      }
      if (ended || System.nanoTime() > deadline) {
        throw new AssertionError("It does not show %s: %s".formatted(wanted, shown()));
      }
      rest();
    }
  }

  /** Types a line. */
  Terminal type(String line) {
    try {
      keyboard.write(line + "\n");
      keyboard.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Waits for its end. */
  Outcome end() {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("It does not end: " + shown());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
    return new Outcome(String.join(" ", command.words()), process.exitValue(), shown(), "");
  }

  private static void rest() {
    try {
      Thread.sleep(LOOK_AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
    Folders.forget(scratch);
  }
}
