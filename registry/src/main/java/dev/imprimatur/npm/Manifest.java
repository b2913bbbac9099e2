package dev.imprimatur.npm;

import dev.imprimatur.json.JsonObject;
import java.util.Set;

/**
 * The manifest of one version as the registry keeps it: what the publisher said, without anything
 * that only the registry may say.
 */
public record Manifest(JsonObject json) {
  /** What a packument says in the registry's own voice, and a publisher therefore may not. */
  private static final Set<String> REGISTRY_SAYS =
      Set.of("dist", "deprecated", "hasInstallScript", "maintainers", "readme", "readmeFilename");

  private static final Set<String> INTERNALS_KEPT = Set.of("_id", "_nodeVersion", "_npmVersion");

  /** The manifest of a publish document, stripped of what its sender has no say in. */
  static Manifest ofPublish(JsonObject published) {
    return new Manifest(
        published.without(name ->
            REGISTRY_SAYS.contains(name)
                || (name.startsWith("_") && !INTERNALS_KEPT.contains(name))));
  }

  /** Adds what the tarball shows and clients decide by. */
  Manifest seenIn(Tarball tarball) {
    var seen = json.but();
    if (InstallScripts.in(json, tarball)) {
      seen.and("hasInstallScript", true);
    }
    if (tarball.has("npm-shrinkwrap.json")) {
      seen.and("_hasShrinkwrap", true);
    }
    return new Manifest(seen.build());
  }

  /** Which scripts npm runs when a package is installed. */
  private static final class InstallScripts {
    private static final Set<String> NAMES = Set.of("preinstall", "install", "postinstall");

    static boolean in(JsonObject manifest, Tarball tarball) {
      return tarball.buildsNatively()
          || manifest
              .object("scripts")
              .filter(scripts -> NAMES.stream().anyMatch(scripts::has))
              .isPresent();
    }
  }
}
