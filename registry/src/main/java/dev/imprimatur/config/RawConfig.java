package dev.imprimatur.config;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.json.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The settings as they were written, each with its source. An option of the command wins over the
 * environment, and that over the file.
 */
public final class RawConfig {
  private final Map<ConfigKey, Entry> entries = new EnumMap<>(ConfigKey.class);

  /** A value, and the place that it comes from. */
  public record Entry(JsonValue value, String source) {}

  private RawConfig() {}

  /** Reads the settings where there is no file. */
  public static RawConfig read(Map<String, String> environment, Map<ConfigKey, String> options) {
    var raw = new RawConfig();
    raw.readVariables(environment);
    raw.readOptions(options);
    return raw;
  }

  /** Reads the settings where there is a file. */
  public static RawConfig read(
      Path file, Map<String, String> environment, Map<ConfigKey, String> options) {
    var raw = new RawConfig();
    raw.readFile(file);
    raw.readVariables(environment);
    raw.readOptions(options);
    return raw;
  }

  public Optional<Entry> entry(ConfigKey key) {
    return Optional.ofNullable(entries.get(key));
  }

  private void readFile(Path file) {
    JsonValue document;
    try {
      document = Yaml.read(Files.readString(file));
    } catch (IOException e) {
      throw new BadConfigException("The configuration file %s cannot be read.".formatted(file));
    } catch (MalformedJsonException e) {
      throw new BadConfigException("%s is not YAML: %s.".formatted(file, e.why()));
    }
    if (!(document instanceof JsonObject object)) {
      throw new BadConfigException(
          "%s must hold settings, one \"key: value\" a line.".formatted(file));
    }
    object
        .members()
        .forEach(
            (name, value) -> entries.put(known(name, file), new Entry(value, file.toString())));
  }

  private void readVariables(Map<String, String> environment) {
    for (var key : ConfigKey.values()) {
      var text = environment.get(key.variable());
      if (text != null) {
        entries.put(key, ofVariable(key, text));
      }
    }
  }

  private void readOptions(Map<ConfigKey, String> options) {
    options.forEach((key, text) ->
        entries.put(key, new Entry(new JsonText(text), "the option --" + key.dashed())));
  }

  private static ConfigKey known(String name, Path file) {
    return ConfigKey.find(name)
        .orElseThrow(() ->
            new BadConfigException(
                "%s: there is no setting \"%s\"; did you mean \"%s\"?"
                    .formatted(file, name, ConfigKey.nearest(name))));
  }

  private static Entry ofVariable(ConfigKey key, String text) {
    var source = "the variable " + key.variable();
    if (!key.isStructured()) {
      return new Entry(new JsonText(text), source);
    }
    try {
      return new Entry(Yaml.read(text), source);
    } catch (MalformedJsonException e) {
      throw new BadConfigException("%s is not YAML: %s.".formatted(source, e.why()));
    }
  }
}
