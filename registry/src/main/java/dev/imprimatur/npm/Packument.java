package dev.imprimatur.npm;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Everything about a package in one document, the form in which npm reads a registry.
 *
 * @param revision counts the changes of the package
 * @param releases its versions, in the order in which they were published
 * @param readme the README of the latest version
 */
public record Packument(
    PackageName name,
    long revision,
    Instant createdAt,
    Instant modifiedAt,
    Map<DistTag, Version> distTags,
    SequencedMap<Version, Release> releases,
    List<Maintainer> maintainers,
    Optional<Readme> readme) {

  private static final List<String> OF_THE_LATEST =
      List.of("description", "homepage", "keywords", "repository", "author", "bugs", "license");

  /** A person who may publish the package. */
  public record Maintainer(String name, String email) {
    JsonValue json() {
      return JsonObject.with("name", name).and("email", email).build();
    }
  }

  /**
   * The document that {@code npm install} and {@code npm view} read.
   *
   * @param registry the address of this registry for the reader, with a slash at its end
   */
  public JsonObject full(String registry) {
    var document =
        JsonObject.with("_id", name.value())
            .and("_rev", rev())
            .and("name", name.value())
            .and("dist-tags", distTagsJson())
            .and("versions", versions(release -> release.full(name, registry)))
            .and("time", time())
            .and("maintainers", maintainersJson());
    latest()
        .ifPresent(release ->
            OF_THE_LATEST.forEach(field ->
                release
                    .manifest()
                    .json()
                    .get(field)
                    .ifPresent(value -> document.and(field, value))));
    readme.ifPresent(
        shown -> document.and("readme", shown.text()).and("readmeFilename", shown.file()));
    return document.build();
  }

  /**
   * The smaller document for installing (npm/registry, "package metadata"). It carries {@code time}
   * and {@code _rev} beyond what npm documents: pnpm and yarn judge a version's age by the first,
   * and {@code npm unpublish} asks for this form and then wants the second.
   */
  public JsonObject abbreviated(String registry) {
    return JsonObject.with("name", name.value())
        .and("_rev", rev())
        .and("modified", modifiedAt)
        .and("dist-tags", distTagsJson())
        .and("versions", versions(release -> release.abbreviated(name, registry)))
        .and("time", time())
        .build();
  }

  /** One version by itself, if there is one. */
  public Optional<JsonObject> version(Version version, String registry) {
    return Optional.ofNullable(releases.get(version))
        .map(release ->
            release.full(name, registry).but().and("maintainers", maintainersJson()).build());
  }

  public Optional<Release> latest() {
    return Optional.ofNullable(distTags.get(DistTag.LATEST)).map(releases::get);
  }

  private String rev() {
    return revision + "-" + modifiedAt.toEpochMilli();
  }

  private JsonObject distTagsJson() {
    var tags = JsonObject.EMPTY.but();
    distTags.forEach((tag, version) -> tags.and(tag.value(), version.value()));
    return tags.build();
  }

  private JsonObject versions(java.util.function.Function<Release, JsonObject> form) {
    var versions = JsonObject.EMPTY.but();
    releases.forEach((version, release) -> versions.and(version.value(), form.apply(release)));
    return versions.build();
  }

  private JsonObject time() {
    var time = JsonObject.EMPTY.but().and("created", createdAt).and("modified", modifiedAt);
    releases.forEach((version, release) -> time.and(version.value(), release.publishedAt()));
    return time.build();
  }

  private JsonArray maintainersJson() {
    return new JsonArray(maintainers.stream().map(Maintainer::json).toList());
  }
}
