package dev.imprimatur.config;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.PeopleLimits;
import dev.imprimatur.limits.PeopleLimits.SessionLife;
import dev.imprimatur.problem.Quoted;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The setting {@code sessions}: how long a sign-in lasts, such as {@code {life: 12h, idle: 2h}}.
 */
final class SessionsConfig {
  private static final List<String> KEYS = List.of("life", "idle");
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,3})([mhd])");
  private static final Duration MOST = Duration.ofDays(366);

  private SessionsConfig() {}

  static SessionLife read(RawConfig raw) {
    var standard = PeopleLimits.standard();
    var value = raw.entry(ConfigKey.SESSIONS).map(RawConfig.Entry::value).orElse(JsonObject.EMPTY);
    if (!(value instanceof JsonObject json)) {
      throw bad("must hold life and idle, such as %s", "{life: 12h, idle: 2h}");
    }
    for (var key : json.members().keySet()) {
      if (!KEYS.contains(key)) {
        throw bad("has nothing called %s", Quoted.text(key));
      }
    }
    var life = duration(json, "life").orElse(standard.session().life());
    // Whoever shortens the life has not to say the rest as well.
    var idle = duration(json, "idle").orElse(life);
    if (idle.compareTo(life) > 0) {
      throw bad("%s: idle is no longer than life", json.text("idle").orElse(""));
    }
    return new SessionLife(life, idle);
  }

  private static Optional<Duration> duration(JsonObject json, String key) {
    return json.has(key) ? Optional.of(parse(json.text(key).orElse(""))) : Optional.empty();
  }

  private static Duration parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw bad(
          "must be minutes, hours or days, such as 30m, 12h or 7d, not %s", Quoted.text(text));
    }
    long number = Long.parseLong(form.group(1));
    var duration =
        switch (form.group(2)) {
          case "m" -> Duration.ofMinutes(number);
          case "h" -> Duration.ofHours(number);
          default -> Duration.ofDays(number);
        };
    if (duration.compareTo(MOST) > 0) {
      throw bad("must be at most %s", "366d");
    }
    return duration;
  }

  private static BadConfigException bad(String cure, String detail) {
    return Config.bad(ConfigKey.SESSIONS, cure, detail);
  }
}
