package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Edits that change one value of a bundle and leave everything else as it was. */
final class BundleEdits {
  private BundleEdits() {}

  /** Returns the text at a path of names and numbers: {@code tlogEntries.0.canonicalizedBody}. */
  static Optional<String> text(String bundle, String path) {
    Optional<JsonValue> at = Optional.of(Json.readOwn(bundle));
    for (var step : path.split("\\.", -1)) {
      at = at.flatMap(value -> step(value, step));
    }
    return at.map(value -> value instanceof JsonText(var text) ? text : "");
  }

  private static Optional<JsonValue> step(JsonValue value, String step) {
    return switch (value) {
      case JsonObject object -> object.get(step);
      case JsonArray(var items) when Integer.parseInt(step) < items.size() ->
          Optional.of(items.get(Integer.parseInt(step)));
      default -> Optional.empty();
    };
  }

  static String with(String bundle, String path, String text) {
    return Json.text(
        changed(Json.readOwn(bundle), List.of(path.split("\\.", -1)), _ -> new JsonText(text)));
  }

  /** Lets the first item of a list stand there once more. */
  static String twice(String bundle, String path) {
    return Json.text(
        changed(
            Json.readOwn(bundle),
            List.of(path.split("\\.", -1)),
            value -> {
              var first = ((JsonArray) value).items().getFirst();
              return JsonArray.of(first, first);
            }));
  }

  private static JsonValue changed(
      JsonValue value, List<String> path, UnaryOperator<JsonValue> change) {
    if (path.isEmpty()) {
      return change.apply(value);
    }
    var step = path.getFirst();
    var rest = path.subList(1, path.size());
    return switch (value) {
      case JsonObject object ->
          object.but().and(step, changed(object.get(step).orElseThrow(), rest, change)).build();
      case JsonArray(var items) -> {
        var copy = new ArrayList<>(items);
        int index = Integer.parseInt(step);
        copy.set(index, changed(copy.get(index), rest, change));
        yield new JsonArray(copy);
      }
      default -> throw new IllegalArgumentException("There is no " + step);
    };
  }

  static Bytes flipped(Bytes bytes, int bit) {
    var copy = bytes.array();
    copy[bit / 8] ^= (byte) (1 << (bit % 8));
    return Bytes.of(copy);
  }
}
