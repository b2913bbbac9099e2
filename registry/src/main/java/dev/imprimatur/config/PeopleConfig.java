package dev.imprimatur.config;

import dev.imprimatur.gate.SecondFactorPolicy;

/**
 * The settings about people.
 *
 * @param secondFactor what people may do who have no second factor
 */
public record PeopleConfig(SecondFactorPolicy secondFactor) {
  static PeopleConfig read(RawConfig raw) {
    return new PeopleConfig(
        Config.text(raw, ConfigKey.SECOND_FACTOR)
            .map(PeopleConfig::policy)
            .orElse(SecondFactorPolicy.REQUIRED));
  }

  private static SecondFactorPolicy policy(String text) {
    return switch (text) {
      case "required" -> SecondFactorPolicy.REQUIRED;
      case "optional" -> SecondFactorPolicy.OPTIONAL;
      default ->
          throw Config.bad(ConfigKey.SECOND_FACTOR, "must be required or optional, not %s", text);
    };
  }
}
