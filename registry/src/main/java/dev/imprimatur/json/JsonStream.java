package dev.imprimatur.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.core.json.JsonFactory;

/**
 * The reader of JSON as it arrives, so that a large string need not be held. Its caller says at
 * each step what they expect; anything else is a {@link MalformedJsonException}. For one thread.
 */
public final class JsonStream implements AutoCloseable {
  private static final int NUMBER_LENGTH_MAX = 1000;

  /**
   * The parsers by their rules. Making one takes longer than reading most texts, and there are as
   * few as there are {@link JsonRules}, none of which follow from what is read.
   */
  private static final Map<JsonRules, JsonFactory> FACTORIES = new ConcurrentHashMap<>();

  /** A visitor of an object's members, which reads the value of each, exactly once. */
  public interface Members {
    void member(String name) throws IOException;
  }

  private final JsonParser parser;
  private final JsonRules rules;
  private long charactersLeft;
  private int valuesLeft;

  private JsonStream(JsonParser parser, JsonRules rules) {
    this.parser = parser;
    this.rules = rules;
    this.charactersLeft = rules.charactersMax();
    this.valuesLeft = rules.valuesMax();
  }

  /** Reads UTF-8 from a stream, which stays open. */
  public static JsonStream over(InputStream in, JsonRules rules) {
    return new JsonStream(factory(rules).createParser(ObjectReadContext.empty(), in), rules);
  }

  static JsonStream over(String text, JsonRules rules) {
    return new JsonStream(factory(rules).createParser(ObjectReadContext.empty(), text), rules);
  }

  static JsonStream over(JsonParser parser, JsonRules rules) {
    return new JsonStream(parser, rules);
  }

  private static JsonFactory factory(JsonRules rules) {
    return FACTORIES.computeIfAbsent(rules, JsonStream::made);
  }

  private static JsonFactory made(JsonRules rules) {
    var constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(rules.depthMax())
            .maxTokenCount(rules.tokensMax())
            .maxStringLength(rules.charactersMax())
            .maxNameLength(rules.charactersMax())
            .maxNumberLength(NUMBER_LENGTH_MAX)
            .build();
    return JsonFactory.builder()
        .streamReadConstraints(constraints)
        .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
        .build();
  }

  /**
   * Reads an object, handing each member's name to the visitor, who reads its value. The names are
   * forgotten at its end, so that they count for each object alone.
   */
  public void object(Members members) throws IOException {
    expect(next(), JsonToken.START_OBJECT, "an object");
    var seen = new HashSet<String>();
    long characters = 0;
    for (var name = nextName(); name != null; name = nextName()) {
      characters += name.length();
      if (characters > rules.charactersMax() || seen.size() >= rules.valuesMax()) {
        throw tooLarge();
      }
      if (!seen.add(requireUnicode(name))) {
        throw new MalformedJsonException("an object has the same name twice");
      }
      members.member(name);
    }
  }

  /** Reads a string. */
  public String text() {
    expect(next(), JsonToken.VALUE_STRING, "a string");
    return readText();
  }

  /** Decodes a string as base64 (RFC 4648, section 4) straight into the sink. */
  public void base64To(OutputStream sink) throws IOException {
    expect(next(), JsonToken.VALUE_STRING, "a base64 string");
    try {
      parser.readBinaryValue(sink);
    } catch (JacksonIOException e) {
      throw e.getCause();
    } catch (JacksonException e) {
      throw new MalformedJsonException("a string is not base64");
    }
  }

  /** Reads whatever value comes next. */
  public JsonValue value() {
    return valueAt(next());
  }

  /** Passes over whatever value comes next, and keeps nothing of it. */
  public void skip() {
    next();
    try {
      parser.skipChildren();
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  /** Makes sure that nothing but white space follows. */
  public void end() {
    if (nextOrEnd() != null) {
      throw new MalformedJsonException("something follows its end");
    }
  }

  @Override
  public void close() {
    parser.close();
  }

  private JsonValue valueAt(JsonToken token) {
    valuesLeft--;
    if (valuesLeft < 0) {
      throw tooLarge();
    }
    return switch (token) {
      case START_OBJECT -> readObject();
      case START_ARRAY -> readArray();
      case VALUE_STRING -> new JsonText(readText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new JsonNumber(counted(parser.getString()));
      case VALUE_TRUE -> new JsonBoolean(true);
      case VALUE_FALSE -> new JsonBoolean(false);
      case VALUE_NULL -> JsonNull.NULL;
      default -> throw new MalformedJsonException("a value is missing");
    };
  }

  private JsonObject readObject() {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    for (var name = nextName(); name != null; name = nextName()) {
      var before = members.put(counted(name), value());
      if (before != null && rules.duplicates() == JsonRules.Duplicates.REFUSED) {
        throw new MalformedJsonException("an object has the same name twice");
      }
    }
    return new JsonObject(members);
  }

  private JsonArray readArray() {
    List<JsonValue> items = new ArrayList<>();
    for (var token = next(); token != JsonToken.END_ARRAY; token = next()) {
      items.add(valueAt(token));
    }
    return new JsonArray(items);
  }

  private String readText() {
    try {
      return counted(parser.getString());
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  /** Subtracts the text from the budget. */
  private String counted(String text) {
    charactersLeft -= text.length();
    if (charactersLeft < 0) {
      throw tooLarge();
    }
    return requireUnicode(text);
  }

  private static MalformedJsonException tooLarge() {
    return new MalformedJsonException("it is too large");
  }

  /** Refuses half a surrogate pair, which is no Unicode. */
  private static String requireUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!Character.isHighSurrogate(c)
            || i + 1 == text.length()
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new MalformedJsonException("a string is not Unicode");
        }
        i++;
      }
    }
    return text;
  }

  private @Nullable String nextName() {
    try {
      var name = parser.nextName();
      if (name == null && parser.currentToken() != JsonToken.END_OBJECT) {
        throw new MalformedJsonException("it ends too soon");
      }
      return name;
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  private JsonToken next() {
    var token = nextOrEnd();
    if (token == null) {
      throw new MalformedJsonException("it ends too soon");
    }
    return token;
  }

  private @Nullable JsonToken nextOrEnd() {
    try {
      return parser.nextToken();
    } catch (JacksonException e) {
      throw refusal(e);
    }
  }

  private static void expect(JsonToken found, JsonToken wanted, String what) {
    if (found != wanted) {
      throw new MalformedJsonException("there is no " + what + " where one belongs");
    }
  }

  /**
   * Tells broken JSON from a broken connection. Jackson's message quotes the input, so it is
   * dropped.
   */
  private static RuntimeException refusal(JacksonException e) {
    return e instanceof JacksonIOException io
        ? new UncheckedIOException(io.getCause())
        : new MalformedJsonException("it is not JSON, or too deep or large");
  }
}
