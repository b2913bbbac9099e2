package dev.imprimatur.npm;

import dev.imprimatur.git.HostedGit;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The steps by which npm prepares a package.json before it sends it: its {@code prepareSteps} in
 * their order (@npmcli/package-json 7, {@code normalize.js}), with the tarball in place of the
 * folder.
 *
 * <p>Four are left out: {@code serverjs}, which newer versions of npm do not have, {@code authors}
 * and {@code gitHead}, whose files are not in a tarball, and {@code readme}, which is kept
 * elsewhere. One is added: members that would name dependencies, in a form that clients disagree
 * about, are dropped.
 */
final class PrepareSteps {
  private static final Pattern BIN_FOLDER =
      Pattern.compile("^(\\.[/\\\\])?node_modules[/\\\\]\\.bin[/\\\\]");
  private static final Pattern LIST = Pattern.compile("[\\s,]+");
  private static final Pattern NAME_END = Pattern.compile("(?::?[@\\s><=])");
  private static final Pattern MANUAL = Pattern.compile("(?:.*/)?[^/.][^/]*\\.[0-9]");

  private final Map<String, JsonValue> data;
  private final Tarball tarball;

  private PrepareSteps(JsonObject manifest, Tarball tarball) {
    this.data = new LinkedHashMap<>(manifest.members());
    this.tarball = tarball;
  }

  /** The manifest after all steps. */
  static JsonObject of(JsonObject manifest, Tarball tarball) {
    var steps = new PrepareSteps(manifest, tarball);
    steps.gypfile();
    steps.man();
    steps.bin();
    steps.types();
    steps.nameAndVersion();
    steps.data.keySet().removeIf(name -> name.startsWith("_"));
    steps.bundleDependencies();
    steps.scripts();
    steps.repository();
    Stream.of("dependencies", "devDependencies", "optionalDependencies").forEach(steps::listed);
    Stream.of("dependencies", "devDependencies").forEach(steps::hosted);
    Stream.of("optionalDependencies", "peerDependencies", "acceptDependencies")
        .forEach(steps::textsOnly);
    steps.peerDependenciesMeta();
    new DescriptiveFields(steps.data, tarball).apply();
    return new JsonObject(steps.data);
  }

  /** Marks what npm builds: a package with a {@code .gyp} file and no script of its own. */
  private void gypfile() {
    var scripts = object("scripts");
    if (tarball.buildsNatively()
        && !isTruthy(scripts, "install")
        && !isTruthy(scripts, "preinstall")
        && !new JsonBoolean(false).equals(data.get("gypfile"))) {
      data.put("scripts", scripts.but().and("install", "node-gyp rebuild").build());
      data.put("gypfile", new JsonBoolean(true));
    }
  }

  private void man() {
    var folder = object("directories").text("man").map(BinPaths::inside);
    if (folder.isPresent() && !isTruthy("man")) {
      var prefix = folder.get().isEmpty() ? "" : folder.get() + "/";
      data.put(
          "man",
          array(
              tarball.files().stream()
                  .filter(file -> file.startsWith(prefix) && MANUAL.matcher(file).matches())
                  .sorted()));
    }
    var pages =
        value("man").stream()
            .flatMap(man -> man instanceof JsonArray(var items) ? items.stream() : Stream.of(man))
            .flatMap(PrepareSteps::text)
            .map(BinPaths::inside)
            .toList();
    if (pages.isEmpty()) {
      data.remove("man");
    } else {
      data.put("man", array(pages.stream()));
    }
  }

  private void bin() {
    var folder = object("directories").text("bin").filter(named -> !named.isEmpty());
    var commands =
        folder.isPresent() && !isTruthy("bin")
            ? BinPaths.inFolder(folder.get(), tarball)
            : BinPaths.of(new JsonObject(data));
    if (commands.isEmpty()) {
      data.remove("bin");
    } else {
      data.put("bin", texts(commands));
    }
  }

  /** Adds the type declarations that lie beside the main file. */
  private void types() {
    var main = value("main").filter(PrepareSteps::isTruthy).orElse(new JsonText("index.js"));
    if (main instanceof JsonText(var file)
        && !file.contains("..")
        && !data.containsKey("types")
        && !data.containsKey("typings")) {
      var path = BinPaths.inside(file);
      int dot = path.lastIndexOf('.');
      var stem = dot > path.lastIndexOf('/') + 1 ? path.substring(0, dot) : path;
      if (tarball.has(stem + ".d.ts")) {
        data.put("types", new JsonText("./" + stem + ".d.ts"));
      }
    }
  }

  private void nameAndVersion() {
    replaceText("name", String::strip);
    replaceText("version", raw -> raw.isEmpty() ? raw : Version.cleaned(raw).value());
  }

  private void bundleDependencies() {
    var misspelt = data.remove("bundledDependencies");
    if (misspelt != null) {
      data.putIfAbsent("bundleDependencies", misspelt);
    }
    switch (value("bundleDependencies").orElse(JsonNull.NULL)) {
      case JsonArray _ -> {}
      case JsonObject(var members) ->
          data.put("bundleDependencies", array(members.keySet().stream()));
      case JsonBoolean(var everything) when everything ->
          data.put("bundleDependencies", array(object("dependencies").members().keySet().stream()));
      default -> data.remove("bundleDependencies");
    }
  }

  private void scripts() {
    objectOnly(
        "scripts",
        written -> {
          var scripts = new LinkedHashMap<String, String>();
          textsOf(written)
              .forEach((name, run) -> scripts.put(name, BIN_FOLDER.matcher(run).replaceFirst("")));
          return texts(scripts);
        });
  }

  private void repository() {
    if (data.get("repositories") instanceof JsonArray(var all) && !all.isEmpty()) {
      data.put("repository", all.getFirst());
    }
    if (data.get("repository") instanceof JsonText(var address) && !address.isEmpty()) {
      data.put("repository", JsonObject.with("type", "git").and("url", address).build());
    }
    object("repository")
        .text("url")
        .flatMap(HostedGit::of)
        .ifPresent(hosted ->
            data.put(
                "repository",
                object("repository").but().and("url", hosted.asRepository()).build()));
  }

  /** Reads dependencies written as a list, {@code "a@1, b >2"} or {@code ["a@1"]}. */
  private void listed(String field) {
    Optional<List<String>> list =
        value(field)
            .flatMap(value ->
                switch (value) {
                  case JsonText(var text) when !text.isEmpty() ->
                      Optional.of(LIST.splitAsStream(text.strip()).toList());
                  case JsonArray(var items) ->
                      Optional.of(items.stream().flatMap(PrepareSteps::text).toList());
                  default -> Optional.empty();
                });
    list.ifPresent(items -> {
      var ranges = new LinkedHashMap<String, String>();
      for (var item : items) {
        var end = NAME_END.matcher(item.strip());
        boolean hasRange = end.find();
        var name = hasRange ? item.strip().substring(0, end.start()) : item.strip();
        var range = hasRange ? item.strip().substring(end.start()) : "";
        ranges.put(name, range.substring(range.startsWith("@") ? 1 : 0).strip());
      }
      data.put(field, texts(ranges));
    });
  }

  private void hosted(String field) {
    textsOnly(field);
    if (data.get(field) instanceof JsonObject ranges) {
      var tidied = new LinkedHashMap<String, String>();
      textsOf(ranges)
          .forEach((name, range) ->
              tidied.put(name, HostedGit.of(range).map(HostedGit::written).orElse(range)));
      data.put(field, texts(tidied));
    }
  }

  private void textsOnly(String field) {
    objectOnly(field, written -> texts(textsOf(written)));
  }

  private void peerDependenciesMeta() {
    objectOnly(
        "peerDependenciesMeta",
        written -> {
          var objects = JsonObject.EMPTY.but();
          written
              .members()
              .forEach((name, value) -> {
                if (value instanceof JsonObject) {
                  objects.and(name, value);
                }
              });
          return objects.build();
        });
  }

  private Optional<JsonValue> value(String field) {
    return Optional.ofNullable(data.get(field));
  }

  private JsonObject object(String field) {
    return data.get(field) instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  /** Changes an object, or removes a member that is none. */
  private void objectOnly(String field, UnaryOperator<JsonObject> change) {
    if (data.get(field) instanceof JsonObject object) {
      data.put(field, change.apply(object));
    } else {
      data.remove(field);
    }
  }

  private void replaceText(String field, UnaryOperator<String> change) {
    if (data.get(field) instanceof JsonText(var text)) {
      data.put(field, new JsonText(change.apply(text)));
    }
  }

  private static Stream<String> text(JsonValue value) {
    return value instanceof JsonText(var text) ? Stream.of(text) : Stream.empty();
  }

  static Map<String, String> textsOf(JsonObject object) {
    var texts = new LinkedHashMap<String, String>();
    object
        .members()
        .forEach((name, value) -> {
          if (value instanceof JsonText(var text)) {
            texts.put(name, text);
          }
        });
    return texts;
  }

  static JsonObject texts(Map<String, String> texts) {
    var members = new LinkedHashMap<String, JsonValue>();
    texts.forEach((name, text) -> members.put(name, new JsonText(text)));
    return new JsonObject(members);
  }

  static JsonArray array(Stream<String> texts) {
    return new JsonArray(texts.<JsonValue>map(JsonText::new).toList());
  }

  private boolean isTruthy(String field) {
    return value(field).filter(PrepareSteps::isTruthy).isPresent();
  }

  private static boolean isTruthy(JsonObject object, String field) {
    return object.get(field).filter(PrepareSteps::isTruthy).isPresent();
  }

  static boolean isTruthy(JsonValue value) {
    return switch (value) {
      case JsonNull.NULL -> false;
      case JsonBoolean(var truth) -> truth;
      case JsonText(var text) -> !text.isEmpty();
      default -> true;
    };
  }
}
