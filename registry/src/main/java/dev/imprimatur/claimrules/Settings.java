package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of a trusted publisher as its maintainer configured them, written like the {@code
 * claims} of npm's trust API: a text or a list of texts by the name of the claim that it is
 * compared with; a workflow file stands one level down: {@code "workflow_ref": {"file":
 * "publish.yml"}}. {@link Rulebook#parse} makes them, so they are complete and of the right form.
 */
public record Settings(JsonObject json) {
  static final String FILE = "file";

  public Optional<String> text(String name) {
    return texts(name).stream().findFirst();
  }

  /** The texts of a setting; none if it is not configured. */
  public List<String> texts(String name) {
    return json.get(name).map(Settings::texts).orElse(List.of());
  }

  public boolean has(String name) {
    return json.has(name);
  }

  public Set<String> names() {
    return json.members().keySet();
  }

  /** Returns these settings with another value for a setting of one text. */
  public Settings with(String name, String text) {
    return new Settings(json.but().and(name, text).build());
  }

  static List<String> texts(JsonValue value) {
    return switch (value) {
      case JsonText(var text) -> List.of(text);
      case JsonObject object -> object.text(FILE).stream().toList();
      case JsonArray(var items) ->
          items.stream()
              .flatMap(item ->
                  item instanceof JsonText(var text)
                      ? Optional.of(text).stream()
                      : Optional.<String>empty().stream())
              .toList();
      default -> List.of();
    };
  }
}
