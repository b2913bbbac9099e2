package dev.imprimatur.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** A JSON object; its members keep their order. */
public record JsonObject(Map<String, JsonValue> members) implements JsonValue {
  public static final JsonObject EMPTY = new JsonObject(Map.of());

  public JsonObject {
    members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
  }

  /** Starts an object that is written member by member. */
  public static Builder with(String name, JsonValue value) {
    return new Builder().and(name, value);
  }

  public static Builder with(String name, String value) {
    return new Builder().and(name, value);
  }

  public static Builder with(String name, boolean value) {
    return new Builder().and(name, value);
  }

  /** Starts a copy of this object, to which members are added or in which they are replaced. */
  public Builder but() {
    var copy = new Builder();
    copy.members.putAll(members);
    return copy;
  }

  /** Returns a copy without the members whose names match. */
  public JsonObject without(Predicate<String> names) {
    var kept = new LinkedHashMap<>(members);
    kept.keySet().removeIf(names);
    return new JsonObject(kept);
  }

  public boolean has(String name) {
    return members.containsKey(name);
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  public Optional<JsonValue> get(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** Returns the member if it is there and a string. */
  public Optional<String> text(String name) {
    return members.get(name) instanceof JsonText(var value) ? Optional.of(value) : Optional.empty();
  }

  /** Returns whether the member is there and true. */
  public boolean truth(String name) {
    return members.get(name) instanceof JsonBoolean(var value) && value;
  }

  /** Returns the member if it is there and an object. */
  public Optional<JsonObject> object(String name) {
    return members.get(name) instanceof JsonObject object ? Optional.of(object) : Optional.empty();
  }

  /** Returns the member if it is there and an array. */
  public Optional<JsonArray> array(String name) {
    return members.get(name) instanceof JsonArray array ? Optional.of(array) : Optional.empty();
  }

  /** An object under construction; used by one thread, and never kept. */
  public static final class Builder {
    private static final DateTimeFormatter JAVASCRIPT =
        DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT);

    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    public Builder and(String name, JsonValue value) {
      members.put(name, value);
      return this;
    }

    public Builder and(String name, String value) {
      return and(name, new JsonText(value));
    }

    public Builder and(String name, long value) {
      return and(name, JsonNumber.of(value));
    }

    public Builder and(String name, boolean value) {
      return and(name, new JsonBoolean(value));
    }

    /** Adds an instant as JavaScript writes it ({@code toISOString}): UTC, to the millisecond. */
    public Builder and(String name, Instant instant) {
      return and(name, JAVASCRIPT.format(instant.atOffset(ZoneOffset.UTC)));
    }

    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
