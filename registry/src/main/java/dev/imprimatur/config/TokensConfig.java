package dev.imprimatur.config;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.limits.TokenLimits.Lifetime;
import dev.imprimatur.problem.Quoted;
import java.util.List;

/** The setting {@code tokens}: how long granular tokens last, and how many a person may have. */
final class TokensConfig {
  private static final String PER_PERSON = "perPerson";
  private static final List<String> KEYS =
      List.of("writeDays", "writeDaysMax", "readDays", "readDaysMax", PER_PERSON);
  private static final int DAYS_MAX = 3660;
  private static final int PER_PERSON_MAX = 100_000;

  private final JsonObject json;

  private TokensConfig(JsonObject json) {
    this.json = json;
  }

  static TokenLimits read(RawConfig raw) {
    var standard = TokenLimits.standard();
    var value = raw.entry(ConfigKey.TOKENS).map(RawConfig.Entry::value).orElse(JsonObject.EMPTY);
    if (!(value instanceof JsonObject json)) {
      throw bad("must hold %s", String.join(", ", KEYS));
    }
    for (var key : json.members().keySet()) {
      if (!KEYS.contains(key)) {
        throw bad(
            "has nothing called %s",
            "%s; the nearest is \"%s\"".formatted(Quoted.text(key), ConfigKey.nearest(KEYS, key)));
      }
    }
    var config = new TokensConfig(json);
    return new TokenLimits(
        config.number(PER_PERSON, standard.perPersonMax(), PER_PERSON_MAX),
        config.lifetime("write", standard.writing()),
        config.lifetime("read", standard.reading()),
        standard.warning(),
        standard.lastWarning());
  }

  private Lifetime lifetime(String what, Lifetime standard) {
    int most = number(what + "DaysMax", standard.daysMax(), DAYS_MAX);
    // Whoever lowers the most has not to say what is usual as well.
    int usual = number(what + "Days", Math.min(standard.daysUsual(), most), most);
    return new Lifetime(usual, most);
  }

  private int number(String key, int standard, int most) {
    return json.get(key).map(value -> number(key, value, most)).orElse(standard);
  }

  private static int number(String key, JsonValue value, int most) {
    long number = value instanceof JsonNumber literal ? literal.safeInteger().orElse(0) : 0;
    if (number < 1 || number > most) {
      throw bad("needs a %s", "%s from 1 to %d, not %s".formatted(key, most, Json.text(value)));
    }
    return (int) number;
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.TOKENS, cure, detail);
  }
}
