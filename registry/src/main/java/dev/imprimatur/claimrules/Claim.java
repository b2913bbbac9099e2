package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A claim of an identity token (RFC 7519, section 4).
 *
 * @param name what settings, records and sentences call it
 * @param path the members that lead to it; a dot or a slash in the name of one means nothing
 * @param reading which JSON value it is, and in which form it is compared
 */
public record Claim(String name, List<String> path, Reading reading) {
  private static final Pattern UUID =
      Pattern.compile("\\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\\}?");

  /** The JSON type and form that a claim must have, so as not to count as missing. */
  public enum Reading {
    /** A string that is not empty. */
    TEXT {
      @Override
      Optional<String> read(JsonValue value) {
        return value instanceof JsonText(var text) && !text.isEmpty()
            ? Optional.of(text)
            : Optional.empty();
      }
    },
    /** A UUID, perhaps in braces; it is compared in lower case and without them. */
    UUID {
      @Override
      Optional<String> read(JsonValue value) {
        return TEXT.read(value)
            .map(Claim.UUID::matcher)
            .filter(matcher -> matcher.matches())
            .map(matcher -> matcher.group(1).toLowerCase(Locale.ROOT));
      }
    },
    /** {@code true} or {@code false}, and no string that looks like it. */
    TRUTH {
      @Override
      Optional<String> read(JsonValue value) {
        return value instanceof JsonBoolean(var truth)
            ? Optional.of(Boolean.toString(truth))
            : Optional.empty();
      }
    },
    /** A whole number within ±2⁵³. */
    NUMBER {
      @Override
      Optional<String> read(JsonValue value) {
        return value instanceof JsonNumber number && number.safeInteger().isPresent()
            ? Optional.of(Long.toString(number.safeInteger().getAsLong()))
            : Optional.empty();
      }
    };

    abstract Optional<String> read(JsonValue value);
  }

  public Claim {
    path = List.copyOf(path);
  }

  public static Claim text(String name) {
    return new Claim(name, List.of(name), Reading.TEXT);
  }

  public static Claim uuid(String name) {
    return new Claim(name, List.of(name), Reading.UUID);
  }

  public static Claim truth(String name) {
    return new Claim(name, List.of(name), Reading.TRUTH);
  }

  public static Claim number(String name) {
    return new Claim(name, List.of(name), Reading.NUMBER);
  }

  /** A text inside of objects, under a name of its own. */
  public static Claim inside(String name, String... path) {
    return new Claim(name, List.of(path), Reading.TEXT);
  }

  public static List<Claim> texts(String... names) {
    return Stream.of(names).map(Claim::text).toList();
  }

  /** A configured value in the form in which it is compared. */
  public String canonical(String configured) {
    return reading == Reading.UUID
        ? reading.read(new JsonText(configured)).orElse(configured)
        : configured;
  }

  /** The value of the claim, whatever it is, if it is there. */
  public Optional<JsonValue> find(JsonObject payload) {
    Optional<JsonValue> found = Optional.of(payload);
    for (var name : path) {
      found =
          found
              .filter(JsonObject.class::isInstance)
              .map(JsonObject.class::cast)
              .flatMap(object -> object.get(name));
    }
    return found;
  }

  /** Returns a payload in which the claim has this value. */
  JsonObject writtenTo(JsonObject payload, JsonValue value) {
    return written(payload, path, value);
  }

  private static JsonObject written(JsonObject object, List<String> path, JsonValue value) {
    var name = path.getFirst();
    var rest = path.subList(1, path.size());
    return object
        .but()
        .and(
            name,
            rest.isEmpty()
                ? value
                : written(object.object(name).orElse(JsonObject.EMPTY), rest, value))
        .build();
  }

  /** The value of the claim, if it has the right form. */
  public Optional<String> read(JsonObject payload) {
    return find(payload).flatMap(reading::read);
  }
}
