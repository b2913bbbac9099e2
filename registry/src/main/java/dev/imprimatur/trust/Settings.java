package dev.imprimatur.trust;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a maintainer configured for a trusted publisher: a text for each setting of its provider's
 * rulebook. Written as the {@code claims} object of npm's trust API, where the name of a workflow
 * file stands one level down: {@code "workflow_ref": {"file": "publish.yml"}}.
 */
public record Settings(Map<String, String> values) {
  private static final String FILE = "file";

  public Settings {
    values = Map.copyOf(values);
  }

  Optional<String> value(String setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /** How much was configured: of two publishers that fit, the one that asks for more is meant. */
  int weight() {
    return values.size();
  }

  /** As npm's trust API writes it, in the order of the rulebook. */
  JsonObject json(SequencedMap<String, Setting> known) {
    var json = JsonObject.EMPTY.but();
    known.forEach((name, setting) ->
        value(name)
            .ifPresent(value ->
                json.and(
                    name,
                    setting.isFile()
                        ? JsonObject.with(FILE, value).build()
                        : new JsonText(value))));
    return json.build();
  }

  /** As stored, which is as npm's trust API writes it. */
  static Settings ofJson(JsonObject json) {
    var values = new TreeMap<String, String>();
    json.members()
        .forEach((name, value) -> {
          switch (value) {
            case JsonText(var text) -> values.put(name, text);
            case JsonObject object -> object.text(FILE).ifPresent(text -> values.put(name, text));
            default -> {}
          }
        });
    return new Settings(values);
  }
}
