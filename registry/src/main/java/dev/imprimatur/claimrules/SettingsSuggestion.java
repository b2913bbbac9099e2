package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Settings with which a token would pass that was refused: a text for each rule that it broke. */
final class SettingsSuggestion {
  private SettingsSuggestion() {}

  /** Returns them; nothing if a rule has no setting, or none that could be offered. */
  static Optional<Settings> of(
      Map<String, Setting> settings, Settings configured, List<Finding> failures) {
    var suggestion = configured.json().but();
    for (var finding : failures) {
      var value = value(settings, configured, finding);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      suggestion.and(finding.rule(), value.get());
    }
    return Optional.of(new Settings(suggestion.build()));
  }

  private static Optional<JsonValue> value(
      Map<String, Setting> settings, Settings configured, Finding finding) {
    return Optional.ofNullable(settings.get(finding.rule()))
        .flatMap(setting ->
            finding
                .hint()
                .setting()
                .flatMap(said -> setting.suggestion(configured.texts(finding.rule()), said)));
  }
}
