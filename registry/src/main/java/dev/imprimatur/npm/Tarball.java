package dev.imprimatur.npm;

import dev.imprimatur.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * The content of a tarball, as far as a registry needs it.
 *
 * @param packageJson the manifest at its root
 * @param readme the README at its root
 * @param files the paths of all files, without the folder that all of them lie in
 * @param unpackedBytes the sizes of all files together
 */
public record Tarball(
    JsonObject packageJson, Optional<Readme> readme, Set<String> files, long unpackedBytes) {
  public Tarball {
    files = Set.copyOf(files);
  }

  /**
   * Returns whether npm will build native code when it installs this, even without a script for it.
   */
  boolean buildsNatively() {
    return files.stream().anyMatch(file -> file.endsWith(".gyp") && !file.contains("/"));
  }

  boolean has(String file) {
    return files.contains(file);
  }
}
