package dev.imprimatur.json;

import tools.jackson.core.ObjectReadContext;
import tools.jackson.dataformat.yaml.YAMLFactory;

/** The reader of YAML that an operator wrote, as the JSON values that it stands for. */
public final class Yaml {
  private static final YAMLFactory READERS = YAMLFactory.builder().build();
  private static final JsonRules RULES = JsonRules.strict(20, 1_000_000);

  private Yaml() {}

  /** Reads one document; an empty one is an empty object. */
  public static JsonValue read(String text) {
    if (text.lines().allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"))) {
      return JsonObject.EMPTY;
    }
    var parser = READERS.createParser(ObjectReadContext.empty(), text);
    try (var stream = JsonStream.over(parser, RULES)) {
      var value = stream.value();
      stream.end();
      return value;
    } catch (IndexOutOfBoundsException e) {
      // The parser throws this when its buffer ends within a surrogate pair at the text's end.
      throw new MalformedJsonException("it cannot be read to its end");
    }
  }
}
