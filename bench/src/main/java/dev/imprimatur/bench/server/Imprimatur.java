package dev.imprimatur.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Our registry, as an operator has it: a command, a configuration and a folder. */
public final class Imprimatur {
  public static final String USER = "bench";
  public static final String PASSWORD = "a long enough password";

  /** As a shell writes them: {@code 0m1.234s}. */
  private static final Pattern SECONDS = Pattern.compile("(\\d+)m([\\d.]+)s");

  private static final Duration COMMAND = Duration.ofMinutes(1);

  private final List<String> command;
  private final Path folder;

  private Imprimatur(List<String> command, Path folder) {
    this.command = command;
    this.folder = folder;
  }

  /**
   * A registry with one user, and nothing published.
   *
   * @param command what starts it, as far as its own arguments
   * @param issuer the only CI system that it can reach
   */
  public static Imprimatur fresh(List<String> command, Path folder, String issuer)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var registry = new Imprimatur(command, folder);
    // It is on this machine and has no certificate, as no CI system of anybody's should be. And one
    // client asks for what otherwise thousands do.
    Files.writeString(
        registry.configuration(),
        """
        issuers:
          - provider: github
            url: %s
            internal: true
        secondFactor: optional
        limits: {publish: off, search: off, trust: off, tokens: off, signIn: off}
        """
            .formatted(issuer));
    registry.run(
        PASSWORD + "\n",
        List.of("user", "add", USER, "--email", "bench@bench.test", "--password-stdin"));
    // Of two issuers that are on, a publisher would have to say which one it means.
    registry.run("", List.of("issuer", "disable", "https://token.actions.githubusercontent.com"));
    return registry;
  }

  /** A token that may publish everything. */
  public String token() throws IOException, InterruptedException {
    return run("", List.of("token", "create", "--user", USER)).strip();
  }

  public Server serve() throws IOException, InterruptedException {
    int port = Server.freePort();
    return Server.start(Contender.OURS, port, serving(port), folder);
  }

  /** The command that serves at this port. */
  public List<String> serving(int port) {
    return complete(List.of("serve", "--listen", "127.0.0.1:" + port));
  }

  public Path folder() {
    return folder;
  }

  /** Runs a command to its end, and returns what it printed. */
  private String run(String input, List<String> arguments)
      throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(complete(arguments))
            .redirectError(folder.resolve("commands.log").toFile())
            .start();
    try (var stdin = process.outputWriter(UTF_8)) {
      stdin.write(input);
    }
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(COMMAND.toMillis(), TimeUnit.MILLISECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException(
          "Our registry refused \"%s\"; why is in %s"
              .formatted(String.join(" ", arguments), folder.resolve("commands.log")));
    }
    return printed;
  }

  /**
   * Runs a command to its end, and tells what CPU it took with all processes that it started.
   *
   * @throws IOException if it did not end well
   */
  public double cpuSeconds(List<String> arguments) throws IOException, InterruptedException {
    // POSIX: the second line of "times" is what the processes took that a shell has waited for.
    var shell = new ArrayList<>(List.of("sh", "-c", "\"$@\" > /dev/null || exit 1; times", "sh"));
    shell.addAll(complete(arguments));
    var process =
        new ProcessBuilder(shell).redirectError(folder.resolve("commands.log").toFile()).start();
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("A command failed; why is in " + folder.resolve("commands.log"));
    }
    return SECONDS
        .matcher(printed.lines().skip(1).findFirst().orElse(""))
        .results()
        .mapToDouble(
            time -> Integer.parseInt(time.group(1)) * 60 + Double.parseDouble(time.group(2)))
        .sum();
  }

  private List<String> complete(List<String> arguments) {
    var all = new ArrayList<>(command);
    all.addAll(arguments);
    all.addAll(List.of("--data", folder.resolve("data").toString()));
    all.addAll(List.of("--config", configuration().toString()));
    return all;
  }

  private Path configuration() {
    return folder.resolve("imprimatur.yaml");
  }
}
