package dev.imprimatur.commands;

import dev.imprimatur.config.Config;
import dev.imprimatur.config.ConfigKey;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.wiring.Environment;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code config}: the settings in force, and their sources. */
final class ConfigCommands {
  private final Environment world;

  ConfigCommands(Environment world) {
    this.world = world;
  }

  CommandSpec check() {
    return Options.registryCommand(
        "Checks the settings, and says what is wrong with them.",
        "imprimatur config check --config imprimatur.yaml",
        this::check);
  }

  CommandSpec show() {
    return Options.registryCommand(
        "Prints the settings that are in force, and where each was written.",
        "imprimatur config show --config imprimatur.yaml",
        this::show);
  }

  private void check(ParseResult typed, Console console) {
    Config.of(Options.rawConfig(typed, console), world.providers());
    console.out().println("The settings are good.");
  }

  private void show(ParseResult typed, Console console) {
    var raw = Options.rawConfig(typed, console);
    Config.of(raw, world.providers());
    for (var key : ConfigKey.values()) {
      var line =
          raw.entry(key)
              .map(entry ->
                  "%s: %s  # %s".formatted(key.key(), shown(entry.value()), entry.source()))
              .orElse("# %s is not set".formatted(key.key()));
      console.out().println(line);
    }
  }

  /** Shows a value, without the password that a database address may hold. */
  private static String shown(JsonValue value) {
    var text = value instanceof JsonText(var plain) ? plain : Json.text(value);
    return text.replaceAll("(?i)(password=)[^&]*", "$1***").replaceAll("//[^/@]*@", "//***@");
  }
}
