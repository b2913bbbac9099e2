package dev.imprimatur.config;

import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.unpublish.UnpublishPolicy;
import java.time.Duration;
import java.util.List;

/** The setting {@code unpublish}: how long, and whether despite packages that depend on it. */
final class UnpublishConfig {
  private static final List<String> KEYS = List.of("hours", "despiteDependents");

  private UnpublishConfig() {}

  static UnpublishPolicy read(JsonValue value) {
    if (!(value instanceof JsonObject json)) {
      throw bad("must hold %s", "hours, despiteDependents, or both");
    }
    for (var key : json.members().keySet()) {
      if (!KEYS.contains(key)) {
        throw bad(
            "has nothing called %s",
            "%s; the nearest is \"%s\"".formatted(Quoted.text(key), ConfigKey.nearest(KEYS, key)));
      }
    }
    return new UnpublishPolicy(hours(json), despiteDependents(json));
  }

  private static Duration hours(JsonObject json) {
    return switch (json.get("hours")
        .orElse(JsonNumber.of(UnpublishPolicy.USUAL.window().toHours()))) {
      case JsonNumber(var literal) when literal.matches("\\d{1,6}") ->
          Duration.ofHours(Long.parseLong(literal));
      default -> throw bad("needs hours from 0 to 999999, such as %s", "hours: 72");
    };
  }

  private static boolean despiteDependents(JsonObject json) {
    return switch (json.get("despiteDependents").orElse(new JsonBoolean(false))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw bad("has a despiteDependents of %s", "true or false");
    };
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.UNPUBLISH, cure, detail);
  }
}
