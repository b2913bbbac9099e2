package dev.imprimatur.npm;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.problem.PackageProblem;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Whether the manifest that a publish document shows is the one in its tarball.
 *
 * <p>Clients resolve by the first and run the second; where they differ, what was reviewed is not
 * what is installed ("manifest confusion"). Before npm sends a manifest it tidies it up
 * (@npmcli/package-json, {@code normalize.js}), so both sides are tidied the same way and then must
 * be equal.
 */
final class ManifestAgreement {
  private static final Pattern BIN_FOLDER =
      Pattern.compile("^(\\.[/\\\\])?node_modules[/\\\\]\\.bin[/\\\\]");

  private final JsonObject document;
  private final JsonObject inside;
  private final Tarball tarball;

  private ManifestAgreement(JsonObject document, Tarball tarball) {
    this.document = document;
    this.inside = tarball.packageJson();
    this.tarball = tarball;
  }

  /** Refuses with {@link PackageProblem.ManifestMismatch}, naming the first field that differs. */
  static void require(JsonObject document, Tarball tarball) {
    var agreement = new ManifestAgreement(document, tarball);
    agreement.requireNameAndVersion();
    agreement.requireDependencies();
    agreement.requireScripts();
    agreement.requireBin();
  }

  private void requireNameAndVersion() {
    same("name", document.text("name").orElse(""), inside.text("name").orElse("").strip());
    same(
        "version",
        document.text("version").orElse(""),
        Version.cleaned(inside.text("version").orElse("")).value());
  }

  private void requireDependencies() {
    same("dependencies", dependencies(document), dependencies(inside));
    for (var field : List.of("optionalDependencies", "peerDependencies")) {
      same(field, ranges(document, field), ranges(inside, field));
    }
    same(
        "peerDependenciesMeta",
        Json.text(document.object("peerDependenciesMeta").orElse(JsonObject.EMPTY)),
        Json.text(inside.object("peerDependenciesMeta").orElse(JsonObject.EMPTY)));
    same("bundleDependencies", bundled(document), bundled(inside));
  }

  /** An optional dependency that is also an ordinary one counts as optional. */
  private static Map<String, String> dependencies(JsonObject manifest) {
    var ordinary = new TreeMap<>(ranges(manifest, "dependencies"));
    ordinary.keySet().removeAll(ranges(manifest, "optionalDependencies").keySet());
    return ordinary;
  }

  private static Map<String, String> ranges(JsonObject manifest, String field) {
    var ranges = new TreeMap<String, String>();
    texts(manifest, field).forEach((name, range) -> ranges.put(name, GitSpec.tidied(range)));
    return ranges;
  }

  private static Set<String> bundled(JsonObject manifest) {
    var field =
        manifest
            .get("bundleDependencies")
            .or(() -> manifest.get("bundledDependencies"))
            .orElse(new JsonBoolean(false));
    return switch (field) {
      case JsonArray(var items) -> {
        var names = new TreeSet<String>();
        items.forEach(item -> names.add(item instanceof JsonText(var name) ? name : ""));
        yield names;
      }
      case JsonObject(var members) -> new TreeSet<>(members.keySet());
      case JsonBoolean(var all) ->
          all ? new TreeSet<>(ranges(manifest, "dependencies").keySet()) : Set.of();
      default -> Set.of();
    };
  }

  /** npm may have added the two scripts that it would run by itself; other clients do not. */
  private void requireScripts() {
    var shown = scripts(document);
    var real = scripts(inside);
    if (tarball.buildsNatively() && !real.containsKey("preinstall")) {
      implied("install", "node-gyp rebuild", shown, real);
    }
    if (tarball.has("server.js")) {
      implied("start", "node server.js", shown, real);
    }
    same("scripts", shown, real);
  }

  private static void implied(
      String name, String command, Map<String, String> shown, Map<String, String> real) {
    if (!real.containsKey(name) && command.equals(shown.get(name))) {
      shown.remove(name);
    }
  }

  private static Map<String, String> scripts(JsonObject manifest) {
    var scripts = new TreeMap<String, String>();
    texts(manifest, "scripts")
        .forEach((name, run) -> scripts.put(name, BIN_FOLDER.matcher(run).replaceFirst("")));
    return scripts;
  }

  private void requireBin() {
    var shown = bin(document);
    var real = bin(inside);
    if (real.isEmpty() && inside.object("directories").flatMap(d -> d.text("bin")).isPresent()) {
      requireInBinFolder(shown);
    } else {
      same("bin", shown, real);
    }
  }

  /** {@code directories.bin} stands for every file in that folder, each under its own name. */
  private void requireInBinFolder(Map<String, String> shown) {
    var named = inside.object("directories").flatMap(d -> d.text("bin")).orElseThrow();
    var folder = safePath(named) + "/";
    shown.forEach((command, file) -> {
      if (!file.startsWith(folder) || !tarball.has(file) || !file.endsWith("/" + command)) {
        throw mismatch("bin", command + ": " + file, "the files in " + folder);
      }
    });
  }

  private static Map<String, String> bin(JsonObject manifest) {
    var commands = new TreeMap<String, String>();
    switch (manifest.get("bin").orElse(JsonObject.EMPTY)) {
      case JsonText(var file) ->
          commands.put(baseName(manifest.text("name").orElse("")), safePath(file));
      case JsonArray(var files) ->
          files.forEach(file -> {
            if (file instanceof JsonText(var path)) {
              commands.put(baseName(path), safePath(path));
            }
          });
      case JsonObject object ->
          texts(object).forEach((name, file) -> commands.put(baseName(name), safePath(file)));
      default -> {}
    }
    commands.entrySet().removeIf(each -> each.getKey().isEmpty() || each.getValue().isEmpty());
    return commands;
  }

  private static String baseName(String path) {
    var safe = safePath(path);
    return safe.substring(safe.lastIndexOf('/') + 1);
  }

  /** The path with every {@code .} and {@code ..} resolved inside the package. */
  private static String safePath(String raw) {
    var segments = new ArrayDeque<String>();
    for (var segment : raw.split("[/\\\\:]", -1)) {
      switch (segment) {
        case "", "." -> {}
        case ".." -> segments.pollLast();
        default -> segments.addLast(segment);
      }
    }
    return String.join("/", segments);
  }

  private static Map<String, String> texts(JsonObject manifest, String field) {
    return texts(manifest.object(field).orElse(JsonObject.EMPTY));
  }

  private static Map<String, String> texts(JsonObject object) {
    var texts = new TreeMap<String, String>();
    object
        .members()
        .forEach((name, value) -> {
          if (value instanceof JsonText(var text)) {
            texts.put(name, text);
          }
        });
    return texts;
  }

  private static void same(String field, Object document, Object inside) {
    if (!document.equals(inside)) {
      throw mismatch(field, document.toString(), inside.toString());
    }
  }

  private static RuntimeException mismatch(String field, String document, String inside) {
    return new PackageProblem.ManifestMismatch(field, document, inside).asException();
  }
}
