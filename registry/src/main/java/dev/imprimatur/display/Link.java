package dev.imprimatur.display;

import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The template of a link to what a token named: {@code /{repository}/commit/{sha}} below the
 * provider's own web address. A link says "look for yourself", so it must not lead anywhere else:
 * it is made only of parts that have exactly their form, and there is none if one has another.
 *
 * @param forms the forms of claims that are not plain paths
 */
public record Link(String template, Map<String, Pattern> forms) {
  private static final Pattern PLACE = Pattern.compile("\\{([^}]+)\\}");

  /** Names with slashes between them, none of which starts with a dot. */
  private static final Pattern PATH =
      Pattern.compile(
          "[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}(?:/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}){0,20}");

  public Link {
    forms = Map.copyOf(forms);
  }

  public static Link to(String template) {
    return new Link(template, Map.of());
  }

  public static Link to(String template, Map<String, Pattern> forms) {
    return new Link(template, forms);
  }

  /**
   * Makes the address below the provider's web address, if that is not empty and all of its parts
   * have their form.
   */
  public Optional<String> from(String web, JsonObject recorded) {
    if (web.isEmpty()) {
      return Optional.empty();
    }
    var places = PLACE.matcher(template);
    var address = new StringBuilder(web);
    int literal = 0;
    while (places.find()) {
      var claim = places.group(1);
      var text = text(recorded, claim);
      if (text.filter(value -> form(claim).matcher(value).matches()).isEmpty()) {
        return Optional.empty();
      }
      address.append(template, literal, places.start()).append(text.get());
      literal = places.end();
    }
    return Optional.of(address.append(template.substring(literal)).toString());
  }

  private Pattern form(String claim) {
    return forms.getOrDefault(claim, PATH);
  }

  private static Optional<String> text(JsonObject recorded, String claim) {
    return switch (recorded.get(claim).orElse(JsonNull.NULL)) {
      case JsonText(var text) -> Optional.of(text);
      case JsonNumber(var literal) -> Optional.of(literal);
      default -> Optional.empty();
    };
  }
}
