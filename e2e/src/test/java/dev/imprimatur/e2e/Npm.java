package dev.imprimatur.e2e;

import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A real npm.
 *
 * @param major 11 or 12
 * @param command what starts it; empty if it could not be had
 * @param path where its node and other programs are found
 */
record Npm(int major, List<String> command, String path) {
  private static final String COMPILED =
      Path.of("target/clients/compiled").toAbsolutePath().toString();

  Npm {
    command = List.copyOf(command);
  }

  /** Ends the test of whoever would run it, if it is not there. */
  void orSkip() {
    assumeFalse(command.isEmpty(), this + " could not be fetched");
  }

  /** Runs it in a project folder, with this home and these variables and nothing else around. */
  Command command(Path home, Path project, Map<String, String> variables, String... arguments) {
    var words = new ArrayList<>(command);
    words.addAll(List.of(arguments));
    var environment = new HashMap<>(variables);
    environment.put("PATH", path);
    environment.put("HOME", home.toString());
    environment.put("NO_PROXY", "localhost,127.0.0.1");
    // Where node keeps what it has compiled; it starts in two thirds of the time.
    environment.put("NODE_COMPILE_CACHE", COMPILED);
    // Otherwise it asks its own registry whether there is a newer npm.
    environment.put("npm_config_update_notifier", "false");
    return new Command(words, project, environment);
  }

  @Override
  public String toString() {
    return "npm " + major;
  }
}
