package dev.imprimatur.npm;

import dev.imprimatur.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The manifest of one version as the registry keeps it: the package.json in its tarball after npm's
 * {@link PrepareSteps}, with the few members that npm adds when it publishes, and without anything
 * that only the registry may say.
 */
public record Manifest(JsonObject json) {
  /** The members that only the registry itself may set in a packument. */
  private static final Set<String> REGISTRY_SAYS =
      Set.of("dist", "deprecated", "hasInstallScript", "maintainers", "readme", "readmeFilename");

  private static final Set<String> INTERNALS_KEPT = Set.of("_id", "_nodeVersion", "_npmVersion");
  private static final List<String> OF_THE_CLIENT = List.of("_nodeVersion", "_npmVersion");
  private static final Pattern CLIENT_VERSION = Pattern.compile("[0-9A-Za-z.+-]{1,100}");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  /** Takes the manifest of a publish document, without the members that its sender may not set. */
  static Manifest ofPublish(JsonObject published) {
    return new Manifest(
        published.without(name ->
            REGISTRY_SAYS.contains(name)
                || (name.startsWith("_") && !INTERNALS_KEPT.contains(name))));
  }

  /**
   * Makes the manifest of a version that is served.
   *
   * @param prepared the package.json in its tarball
   * @param sent the manifest in the publish document, of which only remarks are taken
   */
  static Manifest of(JsonObject prepared, Manifest sent, Tarball tarball) {
    var served =
        prepared
            .without(name -> REGISTRY_SAYS.contains(name) || name.startsWith("_"))
            .but()
            .and(
                "_id",
                prepared.text("name").orElse("") + "@" + prepared.text("version").orElse(""));
    for (var name : OF_THE_CLIENT) {
      sent.json
          .text(name)
          .filter(matches(CLIENT_VERSION))
          .ifPresent(text -> served.and(name, text));
    }
    if (!prepared.has("gitHead")) {
      sent.json
          .text("gitHead")
          .filter(matches(COMMIT))
          .ifPresent(commit -> served.and("gitHead", commit));
    }
    if (runsWhenInstalled(prepared, tarball)) {
      served.and("hasInstallScript", true);
    }
    if (tarball.has("npm-shrinkwrap.json")) {
      served.and("_hasShrinkwrap", true);
    }
    return new Manifest(served.build());
  }

  private static Predicate<String> matches(Pattern form) {
    return form.asMatchPredicate();
  }

  /** Returns whether npm runs a script when a package is installed. */
  private static boolean runsWhenInstalled(JsonObject manifest, Tarball tarball) {
    return tarball.buildsNatively()
        || manifest
            .object("scripts")
            .filter(
                scripts -> Stream.of("preinstall", "install", "postinstall").anyMatch(scripts::has))
            .isPresent();
  }
}
