package dev.imprimatur.e2e;

import com.nimbusds.jose.util.JSONArrayUtils;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A JSON value that was read, to be looked into by the names on the way. */
record Json(Object value) {

  static Json object(String text) {
    try {
      return new Json(JSONObjectUtils.parse(text));
    } catch (ParseException e) {
      throw new AssertionError("This is no JSON object: " + text, e);
    }
  }

  static Json array(String text) {
    try {
      return new Json(JSONArrayUtils.parse(text));
    } catch (ParseException e) {
      throw new AssertionError("This is no JSON array: " + text, e);
    }
  }

  /** The value that is written there, whatever its kind. */
  static Json any(String text) {
    return object("{\"any\":" + text + "}").at("any");
  }

  /** An object with these members in this order: a name, a value, a name, a value. */
  static Map<String, Object> members(Object... namesAndValues) {
    var members = new LinkedHashMap<String, Object>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put(namesAndValues[i].toString(), namesAndValues[i + 1]);
    }
    return members;
  }

  static String write(Map<String, Object> members) {
    return JSONObjectUtils.toJSONString(members);
  }

  Json at(String... names) {
    var found = value;
    for (var name : names) {
      if (!(found instanceof Map<?, ?> members) || members.get(name) == null) {
        throw new AssertionError("There is no %s in %s".formatted(List.of(names), value));
      }
      found = members.get(name);
    }
    return new Json(found);
  }

  String text(String... names) {
    return at(names).value.toString();
  }

  /** The names of an object's members. */
  Set<String> names() {
    if (!(value instanceof Map<?, ?> members)) {
      throw new AssertionError("This is no object: " + value);
    }
    var names = new TreeSet<String>();
    members.keySet().forEach(name -> names.add(String.valueOf(name)));
    return names;
  }

  List<String> texts() {
    if (!(value instanceof List<?> items)) {
      throw new AssertionError("This is no array: " + value);
    }
    return items.stream().map(String::valueOf).toList();
  }
}
