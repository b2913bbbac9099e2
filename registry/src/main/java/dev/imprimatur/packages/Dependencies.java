package dev.imprimatur.packages;

import dev.imprimatur.db.Tx;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.Manifest;
import dev.imprimatur.npm.PackageName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The packages that others here need, by the manifests of all their versions; the table {@code
 * dependency}.
 */
public final class Dependencies {
  /** The number of names that are kept of one manifest; more than any real package needs. */
  private static final int NAMES_MAX = 1000;

  private static final String ALIAS = "npm:";
  private static final Pattern NAME = Pattern.compile("[!-~]{1,214}");
  private static final List<String> FIELDS =
      List.of("dependencies", "optionalDependencies", "peerDependencies");

  private static final String ADD =
      """
      INSERT INTO dependency (package, needs)
      VALUES (?, ?)
      ON CONFLICT (package, needs) DO NOTHING
      """;

  private static final String REMOVE = "DELETE FROM dependency WHERE package = ? AND needs = ?";

  private static final String OF_PACKAGE = "SELECT needs FROM dependency WHERE package = ?";

  private static final String IS_NEEDED =
      """
      SELECT 1 AS n
      FROM dependency
      WHERE needs = ? AND package <> ?
      LIMIT 1
      """;

  private static final String PUBLIC_DEPENDENTS =
      """
      SELECT package
      FROM dependency
      JOIN package ON package.name = dependency.package
      WHERE needs = ? AND package <> ? AND visibility = 'public'
      ORDER BY package
      LIMIT ?
      """;

  private final VersionStore versions;

  Dependencies(VersionStore versions) {
    this.versions = versions;
  }

  /** Returns whether another package here has a version that needs this one. */
  public boolean isNeeded(Tx tx, PackageName name) {
    return tx.one(IS_NEEDED, row -> row.number("n"), name.value(), name.value()).isPresent();
  }

  /** Some of the packages that need this one and that everybody may know of. */
  public List<String> publicDependents(Tx tx, PackageName name, int namesMax) {
    return tx.list(
        PUBLIC_DEPENDENTS, row -> row.text("package"), name.value(), name.value(), namesMax);
  }

  /** Adds what a new version needs. */
  void add(Tx tx, PackageName name, Manifest manifest) {
    var known = known(tx, name);
    needs(manifest)
        .filter(each -> !known.contains(each))
        .forEach(each -> tx.update(ADD, name.value(), each));
  }

  /** Forgets what only a version needed that is there no more. */
  void lookAgain(Tx tx, PackageName name) {
    var needed = new HashSet<String>();
    versions.each(tx, name, each -> needs(each.release().manifest()).forEach(needed::add));
    known(tx, name).stream()
        .filter(each -> !needed.contains(each))
        .forEach(each -> tx.update(REMOVE, name.value(), each));
  }

  private static Set<String> known(Tx tx, PackageName name) {
    return new HashSet<>(tx.list(OF_PACKAGE, row -> row.text("needs"), name.value()));
  }

  private static Stream<String> needs(Manifest manifest) {
    return FIELDS.stream()
        .map(field -> manifest.json().object(field).orElse(JsonObject.EMPTY))
        .flatMap(field -> field.members().entrySet().stream())
        .map(each -> named(each.getKey(), each.getValue()))
        .filter(each -> NAME.matcher(each).matches())
        .distinct()
        .limit(NAMES_MAX);
  }

  /** The package behind an entry, which may be an alias: {@code "old": "npm:rocket@^1.0.0"}. */
  private static String named(String key, JsonValue range) {
    if (!(range instanceof JsonText(var text)) || !text.startsWith(ALIAS)) {
      return key;
    }
    int end = text.indexOf('@', ALIAS.length() + 1);
    return text.substring(ALIAS.length(), end < 0 ? text.length() : end);
  }
}
