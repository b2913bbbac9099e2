package dev.imprimatur.config;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.limits.Quotas;
import dev.imprimatur.limits.Quotas.Rate;
import dev.imprimatur.problem.Quoted;
import java.util.List;

/** The setting {@code limits}: how many requests of a kind one address and one account may send. */
final class QuotasConfig {
  private static final List<String> PARTS = List.of("perAddress", "perAccount");
  private static final int MOST = 10_000_000;

  private QuotasConfig() {}

  static Quotas read(RawConfig raw) {
    var quotas = Quotas.standard();
    var given = raw.entry(ConfigKey.LIMITS).map(RawConfig.Entry::value).orElse(JsonObject.EMPTY);
    for (var entry : object(given, Quota.wires()).members().entrySet()) {
      var quota = Quota.find(entry.getKey()).orElseThrow();
      quotas = quotas.with(quota, rate(entry.getValue(), quotas.of(quota)));
    }
    return quotas;
  }

  private static Rate rate(JsonValue value, Rate standard) {
    if (isOff(value)) {
      return new Rate(Rate.UNLIMITED, Rate.UNLIMITED);
    }
    var rate = object(value, PARTS);
    return new Rate(
        rate.get("perAddress").map(QuotasConfig::number).orElse(standard.perAddress()),
        rate.get("perAccount").map(QuotasConfig::number).orElse(standard.perAccount()));
  }

  private static JsonObject object(JsonValue value, List<String> known) {
    if (!(value instanceof JsonObject object)) {
      throw bad("must say %s of what, as the manual shows it", "how many");
    }
    for (var key : object.members().keySet()) {
      if (!known.contains(key)) {
        throw bad(
            "has nothing called %s",
            "%s; the nearest is \"%s\"".formatted(Quoted.text(key), ConfigKey.nearest(known, key)));
      }
    }
    return object;
  }

  private static int number(JsonValue value) {
    if (isOff(value)) {
      return Rate.UNLIMITED;
    }
    if (value instanceof JsonNumber number) {
      long whole = number.safeInteger().orElse(0);
      if (whole > 0 && whole <= MOST) {
        return (int) whole;
      }
    }
    throw bad("counts requests within ten minutes, or is off, and not %s", Json.text(value));
  }

  /** Returns whether it is switched off; YAML reads the word as false in some versions. */
  private static boolean isOff(JsonValue value) {
    return switch (value) {
      case JsonText(var text) -> text.equals("off");
      case JsonBoolean(var on) -> !on;
      default -> false;
    };
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.LIMITS, cure, detail);
  }
}
