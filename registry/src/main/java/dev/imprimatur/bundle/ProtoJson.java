package dev.imprimatur.bundle;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A protobuf message in its JSON form (protobuf.dev, "ProtoJSON format"): null is the same as
 * absent, zero and what is empty are left out, and a 64-bit number may be a text.
 *
 * @param path where it stands, for whoever reads a refusal
 */
public record ProtoJson(JsonObject json, String path) {
  private static final Pattern WHOLE = Pattern.compile("0|[1-9]\\d{0,18}");

  public Optional<ProtoJson> message(String name) {
    return value(name).map(value -> object(value, under(name)));
  }

  public ProtoJson requireMessage(String name) {
    return message(name).orElseThrow(() -> missing(name));
  }

  public List<ProtoJson> messages(String name, int most) {
    var all = new ArrayList<ProtoJson>();
    for (var item : items(name, most)) {
      all.add(object(item, "%s[%d]".formatted(under(name), all.size())));
    }
    return all;
  }

  public List<Bytes> listOfBytes(String name, int most) {
    var all = new ArrayList<Bytes>();
    for (var item : items(name, most)) {
      all.add(Bytes.ofBase64(text(item, under(name)), under(name)));
    }
    return all;
  }

  /** Reads a text, which is empty if it is absent. */
  public String text(String name) {
    return value(name).map(value -> text(value, under(name))).orElse("");
  }

  public String requireText(String name) {
    var text = text(name);
    if (text.isEmpty()) {
      throw missing(name);
    }
    return text;
  }

  /** Reads bytes in base64; none if they are absent. */
  public Bytes bytes(String name) {
    return Bytes.ofBase64(text(name), under(name));
  }

  public Bytes requireBytes(String name) {
    return Bytes.ofBase64(requireText(name), under(name));
  }

  /** Reads a whole number from zero up, which is zero if it is absent. */
  public long count(String name) {
    return value(name).map(value -> count(value, under(name))).orElse(0L);
  }

  private long count(JsonValue value, String where) {
    var number =
        switch (value) {
          case JsonNumber whole -> whole.safeInteger();
          case JsonText(var digits) -> parsed(digits);
          default -> OptionalLong.empty();
        };
    if (number.isEmpty() || number.getAsLong() < 0) {
      throw new Refusal(Reason.MALFORMED, where + " is not a whole number from zero up");
    }
    return number.getAsLong();
  }

  private static OptionalLong parsed(String digits) {
    try {
      return WHOLE.matcher(digits).matches()
          ? OptionalLong.of(Long.parseLong(digits))
          : OptionalLong.empty();
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.empty();
    }
  }

  private List<JsonValue> items(String name, int most) {
    var value = value(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof JsonArray(var items))) {
      throw new Refusal(Reason.MALFORMED, under(name) + " is not a list");
    }
    if (items.size() > most) {
      throw new Refusal(Reason.CONTENT, "%s holds more than %d".formatted(under(name), most));
    }
    return items;
  }

  private Optional<JsonValue> value(String name) {
    return json.get(name).filter(value -> !(value instanceof JsonNull));
  }

  private static ProtoJson object(JsonValue value, String where) {
    if (value instanceof JsonObject object) {
      return new ProtoJson(object, where);
    }
    throw new Refusal(Reason.MALFORMED, where + " is not an object");
  }

  private static String text(JsonValue value, String where) {
    if (value instanceof JsonText(var text)) {
      return text;
    }
    throw new Refusal(Reason.MALFORMED, where + " is not a text");
  }

  private Refusal missing(String name) {
    return new Refusal(Reason.CONTENT, under(name) + " is missing");
  }

  private String under(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
