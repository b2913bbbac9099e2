package dev.imprimatur.json;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The conversion of text to JSON values and of JSON values to text. */
public final class Json {
  private static final JsonFactory WRITERS = JsonFactory.builder().build();

  private Json() {}

  /** Reads one value and nothing after it. */
  public static JsonValue read(String text, JsonRules rules) {
    try (var stream = JsonStream.over(text, rules)) {
      var value = stream.value();
      stream.end();
      return value;
    }
  }

  /** Reads one value from UTF-8 to the letter: no byte order mark, no overlong form. */
  public static JsonValue read(byte[] utf8, JsonRules rules) {
    return read(decoded(utf8), rules);
  }

  /** Reads an object; anything else is malformed. */
  public static JsonObject readObject(byte[] utf8, JsonRules rules) {
    return asObject(read(utf8, rules));
  }

  /** Reads an object; anything else is malformed. */
  public static JsonObject readObject(String text, JsonRules rules) {
    return asObject(read(text, rules));
  }

  /** Reads an object that this registry itself wrote, so that no rule but depth applies. */
  public static JsonObject readOwn(String text) {
    return readObject(text, JsonRules.asJavaScript(1000, Integer.MAX_VALUE));
  }

  /** Returns whether a name or a text in it holds a NUL, which PostgreSQL allows in no text. */
  public static boolean holdsNul(JsonValue value) {
    return switch (value) {
      case JsonObject(var members) ->
          members.entrySet().stream()
              .anyMatch(
                  member -> member.getKey().indexOf('\0') >= 0 || holdsNul(member.getValue()));
      case JsonArray(var items) -> items.stream().anyMatch(Json::holdsNul);
      case JsonText(var text) -> text.indexOf('\0') >= 0;
      case JsonNumber _, JsonBoolean _, JsonNull _ -> false;
    };
  }

  /** Writes the value as compact JSON. */
  public static String text(JsonValue value) {
    var text = new StringWriter();
    try (var generator = WRITERS.createGenerator(ObjectWriteContext.empty(), text)) {
      write(generator, value);
    }
    return text.toString();
  }

  /** Writes the value as compact JSON in UTF-8. */
  public static byte[] bytes(JsonValue value) {
    var bytes = new ByteArrayOutputStream();
    write(value, bytes);
    return bytes.toByteArray();
  }

  /** Writes the value as compact JSON in UTF-8, and leaves the stream open. */
  private static void write(JsonValue value, OutputStream out) {
    try (var generator = WRITERS.createGenerator(ObjectWriteContext.empty(), out)) {
      write(generator, value);
    }
  }

  private static JsonObject asObject(JsonValue value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw new MalformedJsonException("it is not an object");
  }

  private static String decoded(byte[] utf8) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
      if (text.startsWith("\uFEFF")) {
        throw new MalformedJsonException("it starts with a byte order mark");
      }
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("it is not UTF-8");
    }
  }

  private static void write(JsonGenerator out, JsonValue value) {
    switch (value) {
      case JsonObject(var members) -> {
        out.writeStartObject();
        members.forEach((name, member) -> {
          out.writeName(name);
          write(out, member);
        });
        out.writeEndObject();
      }
      case JsonArray(var items) -> {
        out.writeStartArray();
        items.forEach(item -> write(out, item));
        out.writeEndArray();
      }
      case JsonText(var text) -> out.writeString(text);
      case JsonNumber(var literal) -> out.writeNumber(literal);
      case JsonBoolean(var truth) -> out.writeBoolean(truth);
      case JsonNull.NULL -> out.writeNull();
    }
  }
}
