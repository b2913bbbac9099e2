package dev.imprimatur.config;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.packages.NameRules;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import java.util.List;

/** The setting {@code nameRules}: which names nobody takes. */
final class NameRulesConfig {
  private static final List<String> KEYS = List.of("similarity", "reserved");

  private NameRulesConfig() {}

  static NameRules read(JsonValue value) {
    if (!(value instanceof JsonObject json)) {
      throw bad("must hold %s", "similarity, reserved, or both");
    }
    for (var key : json.members().keySet()) {
      if (!KEYS.contains(key)) {
        throw bad(
            "has nothing called %s",
            "%s; the nearest is \"%s\"".formatted(Quoted.text(key), ConfigKey.nearest(KEYS, key)));
      }
    }
    return new NameRules(similarity(json), reserved(json));
  }

  private static boolean similarity(JsonObject json) {
    return switch (json.get("similarity").orElse(new JsonBoolean(true))) {
      case JsonBoolean(var truth) -> truth;
      default -> throw bad("has a similarity of %s", "true or false");
    };
  }

  private static List<PackageGlob> reserved(JsonObject json) {
    return switch (json.get("reserved").orElse(JsonArray.EMPTY)) {
      case JsonArray(var items) -> items.stream().map(NameRulesConfig::glob).toList();
      default -> throw badName();
    };
  }

  private static PackageGlob glob(JsonValue value) {
    if (!(value instanceof JsonText(var text))) {
      throw badName();
    }
    try {
      return new PackageGlob(text);
    } catch (ProblemException e) {
      throw badName();
    }
  }

  private static BadConfigException badName() {
    return bad("reserves a list of names and patterns, such as %s", "[acme, acme-*]");
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.NAME_RULES, cure, detail);
  }
}
