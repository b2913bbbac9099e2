package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a maintainer configured for a trusted publisher, as npm's trust API writes its {@code
 * claims}: a text or a list of texts by the name of the claim that it is compared with; a workflow
 * file stands one level down: {@code "workflow_ref": {"file": "publish.yml"}}. {@link
 * Rulebook#parse} makes them, so they are complete and of the right form.
 */
public record Settings(JsonObject json) {
  static final String FILE = "file";

  public Optional<String> text(String name) {
    return texts(name).stream().findFirst();
  }

  /** Empty if it is not configured. */
  public List<String> texts(String name) {
    return json.get(name).map(Settings::texts).orElse(List.of());
  }

  public boolean has(String name) {
    return json.has(name);
  }

  public Set<String> names() {
    return json.members().keySet();
  }

  /** The same with another value for one setting of one text. */
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
