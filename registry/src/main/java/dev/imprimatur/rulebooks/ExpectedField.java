package dev.imprimatur.rulebooks;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.sigstore.Identity.Field;
import java.util.Optional;

/**
 * A place in a predicate and the text that must stand there, as the certificate says it.
 *
 * @param path names and numbers with dots between them
 * @param field of the certificate
 */
public record ExpectedField(String path, Field field, String expected) {

  /** The text that the predicate has there. */
  public Optional<String> in(JsonObject predicate) {
    return text(predicate, path);
  }

  /** The text at a path; empty if there is none. */
  static Optional<String> text(JsonObject json, String path) {
    Optional<JsonValue> at = Optional.of(json);
    for (var step : path.split("\\.", -1)) {
      at = at.flatMap(value -> step(value, step));
    }
    return at.flatMap(
        value -> value instanceof JsonText(var text) ? Optional.of(text) : Optional.empty());
  }

  private static Optional<JsonValue> step(JsonValue value, String step) {
    return switch (value) {
      case JsonObject object -> object.get(step);
      case JsonArray(var items) when step.equals("0") -> items.stream().findFirst();
      default -> Optional.empty();
    };
  }
}
