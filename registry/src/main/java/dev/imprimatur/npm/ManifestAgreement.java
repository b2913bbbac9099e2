package dev.imprimatur.npm;

import dev.imprimatur.git.HostedGit;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.problem.PackageProblem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The check that the manifest in a publish document is the one in its tarball, in everything by
 * which clients decide what to install and what to run.
 *
 * <p>What is served comes from the tarball alone, so that nobody could be deceived; but whoever
 * publishes something else than they packed should hear of it ("manifest confusion"). Before npm
 * sends a manifest it tidies it up, so both sides go through the same {@link PrepareSteps} and then
 * must be equal.
 */
final class ManifestAgreement {
  private static final String REWRITTEN =
      "Something changed package.json between packing and publishing. A prepack or postpack script"
          + " does that to npm, which reads the file again after postpack: let prepublishOnly and"
          + " postpublish change it, or publish the tarball that npm pack has made.";
  private static final String GYP =
      "npm added this script because a .gyp file lies in the folder that is not in the tarball:"
          + " write \"gypfile\": false into package.json, or an install script of your own, or"
          + " publish the .gyp file.";

  private final JsonObject document;
  private final JsonObject inside;
  private final Tarball tarball;

  private ManifestAgreement(JsonObject document, Tarball tarball) {
    this.document = PrepareSteps.of(document, tarball);
    this.inside = PrepareSteps.of(tarball.packageJson(), tarball);
    this.tarball = tarball;
  }

  /**
   * Refuses with {@link PackageProblem.ManifestMismatch}, naming the first entry that differs.
   *
   * @return the manifest in the tarball after npm's steps
   */
  static JsonObject require(JsonObject document, Tarball tarball) {
    var agreement = new ManifestAgreement(document, tarball);
    for (var field : List.of("name", "version")) {
      agreement.sameValue(field);
    }
    agreement.same("bundleDependencies", ManifestAgreement::bundled);
    agreement.same("dependencies", ManifestAgreement::dependencies);
    for (var field : List.of("optionalDependencies", "peerDependencies")) {
      agreement.same(field, manifest -> ranges(manifest, field));
    }
    agreement.same("peerDependenciesMeta", ManifestAgreement::peerDependenciesMeta);
    agreement.same("scripts", ManifestAgreement::scripts);
    agreement.requireBin();
    for (var field : List.of("engines", "os", "cpu", "libc")) {
      agreement.sameValue(field);
    }
    return agreement.inside;
  }

  /** A part of a manifest that is compared, entry by entry. */
  private interface Part {
    Map<String, String> of(JsonObject manifest);
  }

  private void same(String field, Part part) {
    requireSame(field, part.of(document), part.of(inside));
  }

  /** Returns the ordinary dependencies; one that is also optional counts as optional. */
  private static Map<String, String> dependencies(JsonObject manifest) {
    var ordinary = ranges(manifest, "dependencies");
    ordinary.keySet().removeAll(ranges(manifest, "optionalDependencies").keySet());
    return ordinary;
  }

  private static Map<String, String> ranges(JsonObject manifest, String field) {
    var ranges = texts(manifest, field);
    ranges.replaceAll((_, range) -> HostedGit.of(range).map(HostedGit::shortcut).orElse(range));
    return ranges;
  }

  private static Map<String, String> peerDependenciesMeta(JsonObject manifest) {
    var meta = new TreeMap<String, String>();
    manifest
        .object("peerDependenciesMeta")
        .orElse(JsonObject.EMPTY)
        .members()
        .forEach((name, value) -> meta.put(name, Json.text(value)));
    return meta;
  }

  private static Map<String, String> bundled(JsonObject manifest) {
    var names = new TreeMap<String, String>();
    manifest
        .array("bundleDependencies")
        .orElse(new JsonArray(List.of()))
        .items()
        .forEach(item -> names.put(item instanceof JsonText(var name) ? name : "", "bundled"));
    return names;
  }

  /** Leaves out the start script that npm up to 11 adds for a server.js; no install runs it. */
  private static Map<String, String> scripts(JsonObject manifest) {
    var scripts = texts(manifest, "scripts");
    scripts.remove("start");
    return scripts;
  }

  /**
   * Compares commands; of {@code directories.bin} npm lists folders too, and files that it does not
   * pack.
   */
  private void requireBin() {
    var real = texts(inside, "bin");
    var shown = texts(document, "bin");
    if (isExpanded()) {
      shown.values().removeIf(file -> !tarball.has(file));
      // Of two files with one name in that folder npm takes either, and other clients neither.
      var folder = BinPaths.inside(inside.object("directories").flatMap(d -> d.text("bin")).get());
      real.replaceAll((command, file) ->
          Optional.ofNullable(shown.get(command))
              .filter(other -> other.startsWith(folder + "/") && other.endsWith("/" + command))
              .orElse(file));
      real.keySet().removeIf(command -> !shown.containsKey(command));
    }
    requireSame("bin", shown, real);
  }

  private boolean isExpanded() {
    return BinPaths.of(tarball.packageJson()).isEmpty()
        && inside.object("directories").flatMap(d -> d.text("bin")).isPresent();
  }

  private static Map<String, String> texts(JsonObject manifest, String field) {
    return new TreeMap<>(PrepareSteps.textsOf(manifest.object(field).orElse(JsonObject.EMPTY)));
  }

  private void sameValue(String field) {
    var shown = document.get(field).map(Json::text);
    var real = inside.get(field).map(Json::text);
    if (!canonical(document, field).equals(canonical(inside, field))) {
      throw mismatch(field, shown.orElse("nothing"), real.orElse("nothing"));
    }
  }

  /** Returns an object's members, regardless of their order. */
  private static Object canonical(JsonObject manifest, String field) {
    return manifest.get(field).<Object>map(value -> value).orElse("");
  }

  private void requireSame(String field, Map<String, String> shown, Map<String, String> real) {
    var names = new TreeSet<>(shown.keySet());
    names.addAll(real.keySet());
    for (var name : names) {
      if (!Objects.equals(shown.get(name), real.get(name))) {
        throw mismatch(field, entry(name, shown), entry(name, real));
      }
    }
  }

  private static String entry(String name, Map<String, String> entries) {
    var value = entries.get(name);
    return value == null ? "no " + name : name + ": " + value;
  }

  private static RuntimeException mismatch(String field, String document, String inside) {
    var isGyp = document.equals("install: node-gyp rebuild") && inside.equals("no install");
    return new PackageProblem.ManifestMismatch(field, document, inside, isGyp ? GYP : REWRITTEN)
        .asException();
  }
}
