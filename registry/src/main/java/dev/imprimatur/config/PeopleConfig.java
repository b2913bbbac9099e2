package dev.imprimatur.config;

import dev.imprimatur.access.Registration;
import dev.imprimatur.gate.SecondFactorPolicy;
import dev.imprimatur.sso.SignOnPolicy;

/**
 * The settings about people.
 *
 * @param secondFactor what people may do who have no second factor
 * @param registration how people get an account
 * @param signOn by which providers people sign in, and whether by passwords
 */
public record PeopleConfig(
    SecondFactorPolicy secondFactor, Registration registration, SignOnPolicy signOn) {

  static PeopleConfig read(RawConfig raw) {
    return new PeopleConfig(
        Config.text(raw, ConfigKey.SECOND_FACTOR)
            .map(PeopleConfig::policy)
            .orElse(SecondFactorPolicy.REQUIRED),
        Config.text(raw, ConfigKey.REGISTRATION)
            .map(PeopleConfig::registration)
            .orElse(Registration.INVITE),
        raw.entry(ConfigKey.SIGN_IN)
            .map(RawConfig.Entry::value)
            .map(SignInConfig::read)
            .orElse(SignOnPolicy.NONE));
  }

  private static Registration registration(String text) {
    return Registration.of(text)
        .orElseThrow(() ->
            Config.bad(
                ConfigKey.REGISTRATION, "must be open, invite, closed or sso, not %s", text));
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
