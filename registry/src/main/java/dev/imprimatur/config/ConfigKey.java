package dev.imprimatur.config;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings of the registry, as the configuration file names them. */
public enum ConfigKey {
  LISTEN("listen", false),
  PUBLIC_URL("publicUrl", false),
  AUDIENCES("audiences", true),
  DATA("data", false),
  DATABASE("database", false),
  ISSUERS("issuers", true),
  PROXY("proxy", false),
  PUBLISHERS_PER_PACKAGE("publishersPerPackage", false),
  STAGED_DAYS("stagedDays", false),
  TRUST_ROOTS("trustRoots", false),
  TRUSTED_PROXIES("trustedProxies", true),
  FORWARDED_HEADER("forwardedHeader", false),
  LIMITS("limits", true),
  TOKENS("tokens", true),
  MAIL("mail", true),
  SIGNING_KEY("signingKey", false),
  SIGNING_KEY_PIN_FILE("signingKeyPinFile", false),
  TRANSPARENCY_LOG("transparencyLog", false),
  SECOND_FACTOR("secondFactor", false),
  REGISTRATION("registration", false),
  SIGN_IN("signIn", true),
  SESSIONS("sessions", true),
  UNPUBLISH("unpublish", true),
  NAME_RULES("nameRules", true);

  private final String key;
  private final boolean structured;

  ConfigKey(String key, boolean structured) {
    this.key = key;
    this.structured = structured;
  }

  public String key() {
    return key;
  }

  /** Returns whether an environment variable writes it as YAML, as it is more than one text. */
  boolean isStructured() {
    return structured;
  }

  /** Returns its name as an environment variable: {@code IMPRIMATUR_PUBLIC_URL}. */
  String variable() {
    return "IMPRIMATUR_" + key.replaceAll("(?=[A-Z])", "_").toUpperCase(Locale.ROOT);
  }

  /** Returns its name as an option of a command, without the dashes: {@code public-url}. */
  public String dashed() {
    return key.replaceAll("(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  static Optional<ConfigKey> find(String key) {
    return Arrays.stream(values()).filter(each -> each.key.equals(key)).findFirst();
  }

  /** Guesses the setting that somebody who wrote this meant. */
  static String nearest(String key) {
    return nearest(Arrays.stream(values()).map(ConfigKey::key).toList(), key);
  }

  /** Guesses which of these somebody who wrote this meant. */
  static String nearest(List<String> known, String key) {
    return known.stream().min(Comparator.comparingInt(each -> distance(each, key))).orElseThrow();
  }

  /** Counts the letters to change, add or drop to make one of the other (Levenshtein). */
  static int distance(String left, String right) {
    var row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        int same =
            Character.toLowerCase(left.charAt(i - 1)) == Character.toLowerCase(right.charAt(j - 1))
                ? 0
                : 1;
        int best = Math.min(diagonal + same, Math.min(row[j], row[j - 1]) + 1);
        diagonal = row[j];
        row[j] = best;
      }
    }
    return row[right.length()];
  }
}
