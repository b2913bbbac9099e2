package dev.imprimatur.npm;

import dev.imprimatur.git.HostedGit;
import dev.imprimatur.git.UrlParts;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The last of npm's steps, which tidies up what people read of a package (@npmcli/package-json 7,
 * {@code normalize-data.js}, once normalize-package-data).
 */
final class DescriptiveFields {
  private static final Pattern NAME = Pattern.compile("^([^(<]+)");
  private static final Pattern URL = Pattern.compile("\\(([^()]+)\\)");
  private static final Pattern EMAIL = Pattern.compile("<([^<>]+)>");
  private static final int DESCRIPTION_LENGTH_MAX = 10_000;

  private final Map<String, JsonValue> data;
  private final Tarball tarball;

  /** Changes the members in place. */
  DescriptiveFields(Map<String, JsonValue> data, Tarball tarball) {
    this.data = data;
    this.tarball = tarball;
  }

  void apply() {
    description();
    data.remove("modules");
    only("files", List.of());
    bugs();
    keywords();
    bundled();
    homepage();
    people();
  }

  /** Takes a README's first paragraph for a description that is missing. */
  private void description() {
    if (!(data.getOrDefault("description", new JsonText("")) instanceof JsonText)) {
      data.remove("description");
    }
    if (text("description").isEmpty()) {
      tarball
          .readme()
          .map(each -> new JsonText(paragraph(each.text())))
          .ifPresent(found -> data.put("description", found));
    }
  }

  private static String paragraph(String markdown) {
    var lines = markdown.strip().lines().map(String::strip).toList();
    int start = 0;
    while (start < lines.size()
        && (lines.get(start).isEmpty() || lines.get(start).startsWith("#"))) {
      start++;
    }
    int end = start;
    while (end < lines.size() && !lines.get(end).isEmpty()) {
      end++;
    }
    var found = String.join(" ", lines.subList(start, end));
    return found.length() > DESCRIPTION_LENGTH_MAX ? "" : found;
  }

  private void bugs() {
    var hosted = repository().flatMap(HostedGit::bugs);
    var bugs = Optional.ofNullable(data.get("bugs")).filter(PrepareSteps::isTruthy);
    if (bugs.isEmpty()) {
      hosted.ifPresent(url -> data.put("bugs", JsonObject.with("url", url).build()));
      return;
    }
    var tidied = JsonObject.EMPTY.but();
    switch (bugs.get()) {
      case JsonText(var text) when isEmail(text) -> tidied.and("email", text);
      case JsonText(var text) when UrlParts.canParse(text) -> tidied.and("url", text);
      case JsonObject object -> {
        var url = object.text("web").or(() -> object.text("name")).or(() -> object.text("url"));
        url.filter(UrlParts::canParse).ifPresent(address -> tidied.and("url", address));
        object
            .text("email")
            .filter(DescriptiveFields::isEmail)
            .ifPresent(address -> tidied.and("email", address));
      }
      default -> {}
    }
    var found = tidied.build();
    if (found.isEmpty()) {
      data.remove("bugs");
    } else {
      data.put("bugs", found);
    }
  }

  private void keywords() {
    var list = text("keywords").map(text -> Pattern.compile(",\\s+").splitAsStream(text).toList());
    only("keywords", list.orElse(List.of()));
  }

  /** Adds bundled packages to the dependencies; where no version is said, with any version. */
  private void bundled() {
    if (!(data.get("bundleDependencies") instanceof JsonArray)) {
      return;
    }
    only("bundleDependencies", List.of());
    var ranges = new LinkedHashMap<String, String>();
    if (data.get("dependencies") instanceof JsonObject dependencies) {
      ranges.putAll(PrepareSteps.textsOf(dependencies));
    }
    if (data.get("bundleDependencies") instanceof JsonArray(var names) && !names.isEmpty()) {
      texts(names).forEach(name -> ranges.putIfAbsent(name, "*"));
      data.put("dependencies", PrepareSteps.texts(ranges));
    }
  }

  private void homepage() {
    var homepage = Optional.ofNullable(data.get("homepage")).filter(PrepareSteps::isTruthy);
    if (homepage.isEmpty()) {
      repository().map(HostedGit::docs).ifPresent(docs -> data.put("homepage", new JsonText(docs)));
    } else if (!(homepage.get() instanceof JsonText(var address))) {
      data.remove("homepage");
    } else if (!UrlParts.canParse(address)) {
      data.put("homepage", new JsonText("http://" + address));
    }
  }

  private void people() {
    var author = Optional.ofNullable(data.get("author")).filter(PrepareSteps::isTruthy);
    author.ifPresent(each ->
        person(each)
            .ifPresentOrElse(tidied -> data.put("author", tidied), () -> data.remove("author")));
    if (data.get("contributors") instanceof JsonArray(var all)) {
      data.put(
          "contributors",
          new JsonArray(all.stream().<JsonValue>flatMap(each -> person(each).stream()).toList()));
    }
  }

  /** {@code Name <mail> (address)}, or an object with the three under one name or another. */
  private static Optional<JsonObject> person(JsonValue person) {
    return switch (person) {
      case JsonText(var text) -> Optional.of(parsed(text));
      case JsonObject object ->
          Optional.of(
              parsed(
                  object.text("name").orElse("")
                      + object
                          .text("email")
                          .or(() -> object.text("mail"))
                          .map(" <%s>"::formatted)
                          .orElse("")
                      + object
                          .text("url")
                          .or(() -> object.text("web"))
                          .map(" (%s)"::formatted)
                          .orElse("")));
      default -> Optional.empty();
    };
  }

  private static JsonObject parsed(String person) {
    var parsed = JsonObject.EMPTY.but();
    group(NAME.matcher(person))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> parsed.and("name", name));
    group(EMAIL.matcher(person)).ifPresent(email -> parsed.and("email", email));
    group(URL.matcher(person)).ifPresent(url -> parsed.and("url", url));
    return parsed.build();
  }

  private static Optional<String> group(Matcher found) {
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private Optional<HostedGit> repository() {
    return data.get("repository") instanceof JsonObject repository
        ? repository.text("url").flatMap(HostedGit::of)
        : Optional.empty();
  }

  private Optional<String> text(String field) {
    return data.get(field) instanceof JsonText(var text) && !text.isEmpty()
        ? Optional.of(text)
        : Optional.empty();
  }

  /** Keeps the texts of a list, or replaces what is no list by this one. */
  private void only(String field, List<String> otherwise) {
    if (data.get(field) instanceof JsonArray(var items)) {
      data.put(field, PrepareSteps.array(texts(items).filter(text -> !text.isEmpty())));
    } else if (otherwise.isEmpty()) {
      data.remove(field);
    } else {
      data.put(field, PrepareSteps.array(otherwise.stream()));
    }
  }

  private static Stream<String> texts(List<JsonValue> items) {
    return items.stream()
        .flatMap(item -> item instanceof JsonText(var text) ? Stream.of(text) : Stream.empty());
  }

  private static boolean isEmail(String text) {
    int at = text.indexOf('@');
    return at >= 0 && at < text.lastIndexOf('.');
  }
}
