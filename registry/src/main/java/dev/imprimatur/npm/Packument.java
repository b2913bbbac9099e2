package dev.imprimatur.npm;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The members of a packument beside the versions; {@link PackumentWriter} writes both as the one
 * document in which npm reads a registry.
 *
 * @param revision counts the changes of the package
 * @param readme the README of the latest version
 * @param unpublished what is left to say if there is no version any more
 */
public record Packument(
    PackageName name,
    long revision,
    Instant createdAt,
    Instant modifiedAt,
    Map<DistTag, Version> distTags,
    List<Maintainer> maintainers,
    Optional<Readme> readme,
    Optional<Unpublished> unpublished) {

  /** The end of a package, in whose stead {@code npm view} says that it was unpublished. */
  public record Unpublished(Instant at, List<Version> versions) {
    public Unpublished {
      versions = List.copyOf(versions);
    }

    JsonValue json() {
      return JsonObject.with("time", at.toString())
          .and("versions", JsonArray.ofTexts(versions.stream().map(Version::value).toList()))
          .build();
    }
  }

  /** A person who may publish the package. */
  public record Maintainer(String name, String email) {
    JsonValue json() {
      return JsonObject.with("name", name).and("email", email).build();
    }
  }

  public Packument {
    maintainers = List.copyOf(maintainers);
  }

  Optional<Version> latest() {
    return Optional.ofNullable(distTags.get(DistTag.LATEST));
  }

  String rev() {
    return rev(revision, modifiedAt);
  }

  /** The {@code _rev} of a package's document, which tells whether somebody has read the newest. */
  public static String rev(long revision, Instant modifiedAt) {
    return revision + "-" + modifiedAt.toEpochMilli();
  }

  JsonObject distTagsJson() {
    var tags = JsonObject.EMPTY.but();
    distTags.forEach((tag, version) -> tags.and(tag.value(), version.value()));
    return tags.build();
  }

  JsonArray maintainersJson() {
    return maintainersJson(maintainers);
  }

  static JsonArray maintainersJson(List<Maintainer> maintainers) {
    return new JsonArray(maintainers.stream().map(Maintainer::json).toList());
  }
}
