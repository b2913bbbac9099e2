package dev.imprimatur.testkit.sigstore;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON documents as maps and lists that keep their order. */
final class Json {
  private Json() {}

  /** Returns a map of these names and values, in this order. */
  static Map<String, Object> members(Object... namesAndValues) {
    var members = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }

  static String text(Map<String, Object> document) {
    return JSONObjectUtils.toJSONString(document);
  }

  static Map<String, Object> object(String text) {
    try {
      return new LinkedHashMap<>(JSONObjectUtils.parse(text));
    } catch (ParseException e) {
      throw new IllegalArgumentException("this is no JSON object: " + text, e);
    }
  }

  /** The object at the end of a path of names and indexes. */
  @SuppressWarnings("unchecked") // What is no object fails where it is used.
  static Map<String, Object> at(Map<String, Object> document, Object... path) {
    Object here = document;
    for (var step : path) {
      here =
          step instanceof Integer index
              ? ((List<Object>) here).get(index)
              : ((Map<String, Object>) here).get(step);
      if (here == null) {
        throw new IllegalArgumentException(step + " is not there");
      }
    }
    return (Map<String, Object>) here;
  }

  /**
   * Returns the elements of a list; none if it is not there, as nobody writes an empty one down.
   */
  static List<?> list(Map<String, Object> object, String member) {
    return object.get(member) instanceof List<?> list ? list : List.of();
  }

  /** Returns the value of a member that is text. */
  static String said(Map<String, Object> object, String member) {
    if (object.get(member) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException(member + " is no text but " + object.get(member));
  }

  /**
   * Writes the one form that is signed: names in order, nothing between, and in texts only the
   * quotation mark and the backslash escaped (OLPC canonical JSON). Without control characters in a
   * text it is what RFC 8785 asks for as well.
   */
  static String canonical(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          new TreeMap<Object, Object>(map)
              .entrySet().stream()
                  .map(each -> canonical(each.getKey()) + ":" + canonical(each.getValue()))
                  .collect(Collectors.joining(",", "{", "}"));
      case List<?> list ->
          list.stream().map(Json::canonical).collect(Collectors.joining(",", "[", "]"));
      case String text -> "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      default -> value.toString();
    };
  }
}
