package dev.imprimatur.searchindex;

import dev.imprimatur.access.OwnerName;
import dev.imprimatur.db.FullText.Field;
import dev.imprimatur.db.FullText.Words;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.packages.PublishedVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The part of a package that can be found and shown: what its latest version says of it, and whose
 * it is. Owners are named as they own it, a person or an organization, and without a mail address.
 */
record SearchDocument(JsonObject shown) {
  private static final int TEXT_LENGTH_MAX = 500;
  private static final int KEYWORDS_MAX = 50;
  private static final int WORDS_MAX = 200;
  private static final String NAME = "name";
  private static final String DESCRIPTION = "description";
  private static final String KEYWORDS = "keywords";
  private static final String MAINTAINERS = "maintainers";

  static SearchDocument of(PackageName name, PublishedVersion latest, List<OwnerName> owners) {
    var release = latest.release();
    var manifest = release.manifest().json();
    var shown =
        JsonObject.with(NAME, name.value())
            .and("version", release.version().value())
            .and(KEYWORDS, JsonArray.ofTexts(keywords(manifest)))
            .and("date", release.publishedAt())
            .and("links", links(manifest))
            .and("publisher", person(latest.publication().shown().name()))
            .and(
                MAINTAINERS,
                new JsonArray(
                    owners.stream()
                        .<JsonValue>map(owner -> person(owner.organization().orElse(owner.value())))
                        .toList()));
    name.scope().ifPresent(scope -> shown.and("scope", scope));
    text(manifest.get(DESCRIPTION)).ifPresent(text -> shown.and(DESCRIPTION, text));
    text(manifest.get("license")).ifPresent(text -> shown.and("license", text));
    return new SearchDocument(shown.build());
  }

  private static JsonObject person(String name) {
    return JsonObject.with("username", name).build();
  }

  private static List<String> keywords(JsonObject manifest) {
    return manifest.array(KEYWORDS).map(JsonArray::items).orElse(List.of()).stream()
        .flatMap(each -> text(Optional.of(each)).stream())
        .limit(KEYWORDS_MAX)
        .toList();
  }

  private static JsonObject links(JsonObject manifest) {
    var links = JsonObject.EMPTY.but();
    Map<String, Optional<JsonValue>> all = new LinkedHashMap<>();
    all.put("homepage", manifest.get("homepage"));
    all.put("repository", url(manifest, "repository"));
    all.put("bugs", url(manifest, "bugs"));
    all.forEach((name, value) -> text(value).ifPresent(text -> links.and(name, text)));
    return links.build();
  }

  private static Optional<JsonValue> url(JsonObject manifest, String field) {
    return manifest.object(field).map(object -> object.get("url")).orElse(manifest.get(field));
  }

  private static Optional<String> text(Optional<? extends JsonValue> value) {
    return value
        .filter(JsonText.class::isInstance)
        .map(text -> ((JsonText) text).value())
        .map(text -> text.substring(0, Math.min(text.length(), TEXT_LENGTH_MAX)))
        .filter(text -> !text.isBlank());
  }

  Words words() {
    return new Words(
        Map.of(
            Field.NAME, words(shown.text(NAME).stream()),
            Field.KEYWORDS, words(texts(KEYWORDS)),
            Field.PEOPLE, words(people()),
            Field.DESCRIPTION, words(shown.text(DESCRIPTION).stream())));
  }

  private static List<String> words(Stream<String> texts) {
    return Wording.words(String.join(" ", texts.toList()), WORDS_MAX);
  }

  private Stream<String> texts(String member) {
    return shown.array(member).map(JsonArray::items).orElse(List.of()).stream()
        .flatMap(each -> text(Optional.of(each)).stream());
  }

  private Stream<String> people() {
    return shown.array(MAINTAINERS).map(JsonArray::items).orElse(List.of()).stream()
        .map(JsonObject.class::cast)
        .flatMap(each -> each.text("username").stream());
  }
}
