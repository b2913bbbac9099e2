package dev.imprimatur.npm;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The permissions of a trusted publisher.
 *
 * @param distTags which dist-tags it may move: names, or beginnings with a star at their end; all
 *     if there is none
 */
public record PublisherPermissions(Set<Permission> permissions, List<String> distTags) {
  /** The form of such a name, for settings. */
  public static final Pattern TAG_FORM =
      Pattern.compile("[A-Za-z0-9._~-]{0,127}(?:[A-Za-z0-9._~-]|\\*)");

  public PublisherPermissions {
    permissions = Set.copyOf(permissions);
    distTags = distTags.stream().distinct().sorted().toList();
  }

  public static PublisherPermissions of(Permission... permissions) {
    return new PublisherPermissions(Set.of(permissions), List.of());
  }

  public boolean allow(Permission permission) {
    return permissions.contains(permission)
        || (permission == Permission.TAG && permissions.contains(Permission.PUBLISH));
  }

  /** Returns whether reading is all that they allow. */
  public boolean onlyRead() {
    return permissions.equals(Set.of(Permission.READ));
  }

  public boolean mayMove(DistTag tag) {
    return distTags.isEmpty() || distTags.stream().anyMatch(form -> fits(form, tag.value()));
  }

  /** Returns the permissions that both have. */
  public PublisherPermissions and(PublisherPermissions other) {
    var both = EnumSet.noneOf(Permission.class);
    for (var permission : Permission.values()) {
      if (allow(permission) && other.allow(permission)) {
        both.add(permission);
      }
    }
    return new PublisherPermissions(both, distTagsOfBoth(other));
  }

  /** Returns whether these allow something that others do not. */
  public boolean exceed(PublisherPermissions others) {
    return !permissions.stream().allMatch(others::allow)
        || (!others.distTags.isEmpty()
            && (distTags.isEmpty() || !distTags.stream().allMatch(others::covers)));
  }

  private boolean covers(String form) {
    return distTags.isEmpty()
        || distTags.stream().anyMatch(mine -> mine.equals(form) || fits(mine, form));
  }

  private List<String> distTagsOfBoth(PublisherPermissions other) {
    if (distTags.isEmpty() || other.distTags.isEmpty()) {
      return distTags.isEmpty() ? other.distTags : distTags;
    }
    var both =
        Stream.concat(
                distTags.stream().filter(other::covers),
                other.distTags.stream().filter(this::covers))
            .toList();
    // An empty list would allow all tags, where nothing in common must allow none.
    return both.isEmpty() ? List.of("") : both;
  }

  private static boolean fits(String form, String tag) {
    return form.endsWith("*")
        ? tag.startsWith(form.substring(0, form.length() - 1))
        : tag.equals(form);
  }

  public JsonObject json() {
    return JsonObject.with("permissions", permissionsJson())
        .and("distTags", JsonArray.ofTexts(distTags))
        .build();
  }

  public JsonArray permissionsJson() {
    return JsonArray.ofTexts(permissions.stream().map(Permission::wire).sorted().toList());
  }

  /** Parses what {@link #json} wrote. */
  public static PublisherPermissions ofJson(JsonObject json) {
    return new PublisherPermissions(
        texts(json, "permissions")
            .flatMap(wire -> Permission.ofWire(wire).stream())
            .collect(Collectors.toSet()),
        texts(json, "distTags").toList());
  }

  private static Stream<String> texts(JsonObject json, String name) {
    return json.array(name).map(JsonArray::items).orElse(List.of()).stream()
        .flatMap(item -> text(item).stream());
  }

  private static Optional<String> text(JsonValue item) {
    return item instanceof JsonText(var text) ? Optional.of(text) : Optional.empty();
  }
}
