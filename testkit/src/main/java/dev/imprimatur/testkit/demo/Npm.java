package dev.imprimatur.testkit.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A real npm that knows trusted publishing.
 *
 * @param words what runs it
 * @param settings variables that it always has
 */
record Npm(List<String> words, String version, Map<String, String> settings) {
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

  /** The first npm that asks for a trusted publisher's token (docs.npmjs.com). */
  private static final int SINCE = 11_005_001;

  Npm {
    words = List.copyOf(words);
    settings = Map.copyOf(settings);
  }

  /** Returns this npm with variables that it always has. */
  Npm with(Map<String, String> variables) {
    return new Npm(words, version, variables);
  }

  /** Finds the npm on this machine, or, if that is too old, one that it fetches into the stage. */
  static Npm find(Stage stage) throws IOException, InterruptedException {
    var here = found(List.of("npm"), stage);
    if (here.isEmpty()) {
      throw new IOException("The demo needs Node.js 20 or newer with npm; there is no npm here.");
    }
    if (here.get().isNewEnough()) {
      return here.get();
    }
    Demo.say("   npm %s is older than 11.5.1; fetching npm 11 ...".formatted(here.get().version()));
    var folder = stage.folder("npm");
    var fetched =
        new Program(
                List.of(
                    "npm", "install", "--prefix", folder.toString(), "--ignore-scripts", "npm@11"),
                folder,
                System.getenv())
            .run();
    return found(List.of("node", folder + "/node_modules/npm/bin/npm-cli.js"), stage)
        .filter(Npm::isNewEnough)
        .orElseThrow(() ->
            new IOException(
                "The demo needs npm 11.5.1 or newer (npm install --global npm@11):\n"
                    + fetched.said()));
  }

  /**
   * Runs it in a project, on a machine whose user never set anything up.
   *
   * @param variables what the environment has beyond the path, as in a job of a CI system
   */
  Program.Outcome run(Stage stage, String project, Map<String, String> variables, String... rest)
      throws IOException, InterruptedException {
    var all = new ArrayList<>(words);
    all.addAll(List.of(rest));
    var environment = new HashMap<>(settings);
    environment.putAll(variables);
    environment.put("PATH", System.getenv("PATH"));
    environment.put("HOME", stage.folder("home").toString());
    environment.put("npm_config_update_notifier", "false");
    return new Program(all, stage.folder(project), environment).run();
  }

  private boolean isNewEnough() {
    var parts = VERSION.matcher(version);
    return parts.lookingAt()
        && Integer.parseInt(parts.group(1)) * 1_000_000
                + Integer.parseInt(parts.group(2)) * 1_000
                + Integer.parseInt(parts.group(3))
            >= SINCE;
  }

  private static Optional<Npm> found(List<String> words, Stage stage) throws InterruptedException {
    var asking = new ArrayList<>(words);
    asking.add("--version");
    try {
      Path folder = stage.folder();
      var outcome = new Program(asking, folder, System.getenv()).run();
      return outcome.isGood()
          ? Optional.of(new Npm(words, outcome.said(), Map.of()))
          : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    }
  }
}
