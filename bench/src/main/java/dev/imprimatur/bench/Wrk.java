package dev.imprimatur.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The load generator of that name, which costs little itself; on one thread. */
final class Wrk {
  private static final Pattern DONE = Pattern.compile("(\\d+) requests in ");
  private static final String REFUSED = "Non-2xx or 3xx responses";

  private Wrk() {}

  static Load reading(URI address, Map<String, String> headers, Duration duration) {
    var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + Trial.READERS));
    command.add("-d%ds".formatted(duration.toSeconds()));
    command.add("--timeout=30s");
    headers.forEach((name, value) -> {
      command.add("-H");
      command.add(name + ": " + value);
    });
    command.add(address.toString());
    return () -> run(command);
  }

  private static long run(List<String> command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    var done = DONE.matcher(printed);
    if (process.waitFor() != 0 || printed.contains(REFUSED) || !done.find()) {
      throw new IOException(String.join(" ", command) + " went wrong:\n" + printed);
    }
    return Long.parseLong(done.group(1));
  }
}
