package dev.imprimatur.bench.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** What is installed here. */
public record Machine(Optional<String> nginx, Optional<String> wrk, Optional<String> verdaccio) {
  private static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"([^\"]+)\"");

  public static Machine look(Path home) throws IOException, InterruptedException {
    return new Machine(
        firstLine("nginx", "-v").map(line -> line.replace("nginx version: ", "")),
        firstLine("wrk", "-v").map(line -> line.replaceFirst(" \\[.*", "")),
        verdaccio(home));
  }

  /** One line of facts, without which numbers mean little. */
  public String facts() {
    return "%d cores, Java %s, %s, %s, %s"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            Runtime.version(),
            nginx.orElse("no nginx (skipped)"),
            verdaccio.orElse("no Verdaccio (skipped)"),
            wrk.map(version -> "load by " + version)
                .orElse("no wrk: load by our own client, which understates every rate"));
  }

  private static Optional<String> verdaccio(Path home) throws IOException, InterruptedException {
    var description = Verdaccio.installed(home).resolve("package.json");
    var node = firstLine("node", "--version");
    if (node.isEmpty() || !Files.exists(description)) {
      return Optional.empty();
    }
    var version = VERSION.matcher(Files.readString(description));
    return version.find()
        ? Optional.of("Verdaccio %s on Node %s".formatted(version.group(1), node.get()))
        : Optional.empty();
  }

  private static Optional<String> firstLine(String... command)
      throws IOException, InterruptedException {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
      process.waitFor();
      return printed.lines().findFirst();
    } catch (IOException notInstalled) {
      return Optional.empty();
    }
  }
}
