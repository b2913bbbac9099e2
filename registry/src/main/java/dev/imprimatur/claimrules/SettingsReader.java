package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** The reader of what a maintainer configured, which refuses what a rulebook has no use for. */
final class SettingsReader {
  private final String title;
  private final SequencedMap<String, Setting> settings;

  /** The claim that each setting is compared with. */
  private final Map<String, Claim> compared = new HashMap<>();

  private final boolean open;

  /**
   * A reader for the settings of these rules.
   *
   * @param open whether further claims may be configured
   */
  SettingsReader(String title, List<Rule> rules, boolean open) {
    this.title = title;
    this.settings = new LinkedHashMap<>();
    this.open = open;
    for (var rule : rules) {
      var setting = rule.setting();
      setting.ifPresent(each -> settings.put(each.name(), each));
      setting.ifPresent(each -> compared.put(each.name(), rule.claim()));
    }
  }

  /** The settings that there are rules for, by name. */
  SequencedMap<String, Setting> settings() {
    return settings;
  }

  /** Checks what a maintainer configured, written as npm's trust API writes it. */
  Settings read(JsonObject claims) {
    Map<String, List<String>> texts = new LinkedHashMap<>();
    claims
        .members()
        .forEach((name, value) -> {
          if (!isTexts(value)) {
            throw invalid("%s is not a text".formatted(Quoted.text(name)));
          }
          texts.put(name, Settings.texts(value));
        });
    return read(texts);
  }

  /** Checks what a maintainer configured; unknown and missing settings are refused. */
  Settings read(Map<String, List<String>> texts) {
    var json = JsonObject.EMPTY.but();
    for (var setting : settings.values()) {
      var configured = texts.get(setting.name());
      if (configured != null) {
        json.and(setting.name(), setting.json(canonical(setting, configured)));
      } else if (setting.required()) {
        throw invalid("%s needs the %s".formatted(title, setting.label()));
      }
    }
    texts.forEach((name, configured) -> {
      if (!settings.containsKey(name)) {
        json.and(name, further(name).json(configured));
      }
    });
    return new Settings(json.build());
  }

  /** The reason why these texts are none for a setting; empty if they are good. */
  Optional<String> refusal(Setting setting, List<String> texts) {
    return setting.refusal(canonical(setting, texts));
  }

  private List<String> canonical(Setting setting, List<String> configured) {
    var claim = compared.get(setting.name());
    return claim == null ? configured : configured.stream().map(claim::canonical).toList();
  }

  /** The setting of a claim that no rule is about, if the rulebook takes any. */
  Setting further(String name) {
    if (!open) {
      throw invalid(
          "%s has no setting %s; it has %s"
              .formatted(title, Quoted.text(name), String.join(", ", settings.keySet())));
    }
    return Setting.texts(name, "claim " + name, Rulebook.ANY_TEXT);
  }

  private static boolean isTexts(JsonValue value) {
    return switch (value) {
      case JsonText _ -> true;
      case JsonObject object -> object.text(Settings.FILE).isPresent();
      case JsonArray(var items) ->
          !items.isEmpty() && items.stream().allMatch(JsonText.class::isInstance);
      default -> false;
    };
  }

  static RuntimeException invalid(String why) {
    return new TrustProblem.InvalidPublisher(why).asException();
  }
}
