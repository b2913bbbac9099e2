package dev.imprimatur.e2e;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Machines that nobody has used before, side by side in a folder. */
final class Machines {
  private final Path folder;
  private final Map<String, String> variables;
  private final AtomicInteger used = new AtomicInteger();

  /**
   * Begins with no machine.
   *
   * @param variables what is in the environment of every one
   */
  Machines(Path folder, Map<String, String> variables) {
    this.folder = folder;
    this.variables = Map.copyOf(variables);
  }

  Path folder() {
    return folder;
  }

  /** Returns a new machine, with these variables beyond what every one has. */
  ClientMachine next(Npm npm, Map<String, String> more) {
    var all = new HashMap<>(variables);
    all.putAll(more);
    return new ClientMachine(npm, folder.resolve("machine-" + used.incrementAndGet()), all);
  }
}
