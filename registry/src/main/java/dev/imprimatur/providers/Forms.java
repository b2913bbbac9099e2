package dev.imprimatur.providers;

import dev.imprimatur.rules.Setting;

/** What settings that several providers have must look like. */
final class Forms {
  static final Setting.Form TEXT =
      Setting.Form.of("[^\\x00-\\x1f\\x7f]{1,255}", "it has at most 255 characters");

  static final Setting.Form PROTECTED = Setting.Form.of("true", "it can only be true");

  private Forms() {}

  /** One of these words. */
  static Setting.Form oneOf(String... words) {
    return Setting.Form.of(String.join("|", words), "it is one of " + String.join(", ", words));
  }
}
