package dev.imprimatur.commands;

import dev.imprimatur.config.BadConfigException;
import dev.imprimatur.config.ConfigKey;
import dev.imprimatur.config.RawConfig;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.Quoted;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** The options and parameters of commands: how they are declared, and what was typed for them. */
final class Options {
  private Options() {}

  /** Makes a command that does something. */
  static CommandSpec command(String description, String example, Action action) {
    var spec = CommandSpec.wrapWithoutInspection(action).mixinStandardHelpOptions(true);
    spec.version(version());
    spec.usageMessage().description(description).footer("", "Example:", "  " + example);
    return spec;
  }

  /** Makes a command of a registry whose database and blobs are found by its settings. */
  static CommandSpec registryCommand(String description, String example, Action action) {
    return command(description, example, action)
        .addOption(option("--config", "FILE", "the configuration file (default: none)"))
        .addOption(option("--data", "DIR", "the folder for SQLite and blobs (default: ./data)"));
  }

  static OptionSpec option(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  /** Makes an option that may be given several times. */
  static OptionSpec listOption(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description(description + "; may be repeated")
        .build();
  }

  static OptionSpec required(String name, String label, String description) {
    return OptionSpec.builder(name)
        .paramLabel(label)
        .type(String.class)
        .required(true)
        .description(description)
        .build();
  }

  static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).type(boolean.class).arity("0").description(description).build();
  }

  static PositionalParamSpec parameter(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .type(String.class)
        .required(true)
        .description(description)
        .build();
  }

  static PositionalParamSpec optionalParameter(int index, String label, String description) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .paramLabel(label)
        .type(String.class)
        .arity("0..1")
        .description(description)
        .build();
  }

  static String parameter(ParseResult typed, int index) {
    return typed.matchedPositionalValue(index, "");
  }

  static Optional<String> value(ParseResult typed, String option) {
    return Optional.ofNullable(typed.matchedOptionValue(option, (String) null));
  }

  static List<String> values(ParseResult typed, String option) {
    return typed.matchedOptionValue(option, List.of());
  }

  /** Returns what was given as NAME=VALUE, as an object. */
  static JsonObject pairs(ParseResult typed, String option) {
    var json = JsonObject.EMPTY.but();
    for (var pair : values(typed, option)) {
      int sign = pair.indexOf('=');
      if (sign < 1) {
        throw new BadConfigException(
            "%s is written NAME=VALUE, not %s.".formatted(option, Quoted.text(pair)));
      }
      json.and(pair.substring(0, sign), pair.substring(sign + 1));
    }
    return json.build();
  }

  static boolean has(ParseResult typed, String flag) {
    return typed.hasMatchedOption(flag);
  }

  /** Returns the settings in force for a command. */
  static RawConfig rawConfig(ParseResult typed, Console console) {
    Map<ConfigKey, String> options = new EnumMap<>(ConfigKey.class);
    for (var key : List.of(ConfigKey.LISTEN, ConfigKey.DATA, ConfigKey.PUBLIC_URL)) {
      var name = "--" + key.dashed();
      if (typed.commandSpec().findOption(name) != null) {
        value(typed, name).ifPresent(text -> options.put(key, text));
      }
    }
    var file = value(typed, "--config").map(Path::of);
    return file.isPresent()
        ? RawConfig.read(file.get(), console.environment(), options)
        : RawConfig.read(console.environment(), options);
  }

  static CommandSpec group(String name, String description) {
    var spec = CommandSpec.create().name(name).mixinStandardHelpOptions(true).version(version());
    spec.usageMessage().description(description);
    return spec;
  }

  /** Returns the version of the jar; sources that were not packed have none. */
  private static String version() {
    var packed = Optional.ofNullable(Options.class.getPackage().getImplementationVersion());
    return "Imprimatur " + packed.orElse("(built from sources)");
  }
}
