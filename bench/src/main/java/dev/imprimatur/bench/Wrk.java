package dev.imprimatur.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The load generator of that name, which costs little itself; on one thread. */
final class Wrk {
  private static final Pattern DONE = Pattern.compile("(\\d+) requests in ");
  private static final String REFUSED = "Non-2xx or 3xx responses";

  /** Posts to each path in a file once, with the credentials in the line above it. */
  private static final String EACH_ONCE =
      """
      local paths = {}
      local credentials = {}
      local sent = 0

      function init(arguments)
        local authorization = nil
        for line in io.lines(arguments[1]) do
          if line:sub(1, 1) == "/" then
            paths[#paths + 1] = line
            credentials[#paths] = authorization
          else
            authorization = line
          end
        end
      end

      function request()
        sent = sent + 1
        if sent == #paths then
          wrk.thread:stop()
        end
        local number = math.min(sent, #paths)
        local headers = { ["Authorization"] = credentials[number], ["Content-Length"] = "0" }
        return wrk.format("POST", paths[number], headers)
      end
      """;

  private Wrk() {}

  static Load reading(URI address, Map<String, String> headers, Duration duration) {
    var command = command(Trial.READERS, duration);
    headers.forEach((name, value) -> {
      command.add("-H");
      command.add(name + ": " + value);
    });
    command.add(address.toString());
    return () -> run(command);
  }

  /** Posts each of these once, as long as there is time. */
  static Load posting(Path folder, Duration duration, List<HttpRequest> requests)
      throws IOException {
    var script = Files.writeString(folder.resolve("each-once.lua"), EACH_ONCE);
    var list = Files.write(folder.resolve("requests.txt"), lines(requests));
    var command = command(Trial.EXCHANGERS, duration);
    command.add("-s");
    command.add(script.toString());
    command.add(requests.getFirst().uri().resolve("/").toString());
    command.add("--");
    command.add(list.toString());
    return () -> run(command);
  }

  private static List<String> lines(List<HttpRequest> requests) {
    var lines = new ArrayList<String>();
    var before = "";
    for (var request : requests) {
      var authorization = request.headers().firstValue("Authorization").orElse("");
      if (!authorization.equals(before)) {
        lines.add(authorization);
        before = authorization;
      }
      lines.add(request.uri().getRawPath());
    }
    return lines;
  }

  private static List<String> command(int connections, Duration duration) {
    var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + connections));
    command.add("-d%ds".formatted(duration.toSeconds()));
    command.add("--timeout=30s");
    return command;
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
