package dev.imprimatur.pages;

import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.Manifest;
import java.util.List;
import java.util.Optional;

/**
 * The claims of a manifest about its package, which nobody has checked. Its {@code repository} and
 * {@code homepage} are left out: beside what a CI job proved, a mere claim would look proven.
 *
 * @param dependencies the first of them
 * @param dependencyCount the number of all of them
 * @param runsScripts whether installing the package runs a program of its own
 */
record ManifestSummary(
    Optional<InlineText> description,
    Optional<InlineText> licence,
    List<Dependency> dependencies,
    int dependencyCount,
    boolean runsScripts) {
  private static final int DEPENDENCIES_MAX = 50;

  /** Another package that this one needs. */
  record Dependency(InlineText name, InlineText range) {}

  ManifestSummary {
    dependencies = List.copyOf(dependencies);
  }

  static ManifestSummary of(Manifest manifest) {
    var json = manifest.json();
    var dependencies = json.object("dependencies").orElse(JsonObject.EMPTY).members();
    return new ManifestSummary(
        json.text("description").flatMap(InlineText::of),
        licence(json).flatMap(InlineText::of),
        dependencies.entrySet().stream()
            .limit(DEPENDENCIES_MAX)
            .map(entry -> new Dependency(new InlineText(entry.getKey()), range(entry.getValue())))
            .toList(),
        dependencies.size(),
        json.get("hasInstallScript").filter(new JsonBoolean(true)::equals).isPresent());
  }

  /**
   * Reads the licence; old manifests have an object with a type (docs.npmjs.com, "package.json",
   * "license").
   */
  private static Optional<String> licence(JsonObject json) {
    return json.text("license")
        .or(() -> json.object("license").flatMap(object -> object.text("type")));
  }

  private static InlineText range(JsonValue value) {
    return new InlineText(value instanceof JsonText(var text) ? text : "");
  }
}
