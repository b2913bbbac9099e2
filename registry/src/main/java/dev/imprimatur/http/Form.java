package dev.imprimatur.http;

import dev.imprimatur.problem.RequestProblem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The fields of a form as a browser posts it ({@code application/x-www-form-urlencoded}). Each name
 * stands once, so that nobody reads the first of two fields and somebody else the second.
 */
public final class Form {
  /** The form in which nothing was typed yet. */
  public static final Form EMPTY = new Form(Map.of());

  static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

  private static final int FIELDS_MAX = 100;

  private final Map<String, String> fields;

  private Form(Map<String, String> fields) {
    this.fields = fields;
  }

  static Form read(byte[] body) {
    var fields = new LinkedHashMap<String, String>();
    for (var pair : decoded(body).split("&", FIELDS_MAX + 1)) {
      int equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var value = equals < 0 ? "" : pair.substring(equals + 1);
      if (!pair.isEmpty() && fields.put(unescaped(name), unescaped(value)) != null) {
        throw malformed("a field of its form stands twice");
      }
    }
    if (fields.size() > FIELDS_MAX) {
      throw malformed("its form has too many fields");
    }
    return new Form(fields);
  }

  /** Returns what was typed, or nothing: browsers leave out what was not marked. */
  public String text(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Returns what was typed without the spaces around it. */
  public String trimmed(String name) {
    return text(name).strip();
  }

  private static String unescaped(String raw) {
    return PathPattern.decoded(raw.replace('+', ' '));
  }

  private static String decoded(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw malformed("its form is not UTF-8");
    }
  }

  private static RuntimeException malformed(String why) {
    return new RequestProblem.MalformedRequest(why).asException();
  }

  @Override
  public String toString() {
    return "Form" + fields.keySet();
  }
}
