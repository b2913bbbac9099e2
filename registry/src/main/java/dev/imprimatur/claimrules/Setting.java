package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Article;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A setting of a trusted publisher, which a maintainer configures.
 *
 * @param name the claim that it is about
 * @param label what it is called for people
 * @param required whether there is no publisher without it
 * @param flags how commands name it, the usual name first
 */
public record Setting(
    String name, String label, Shape shape, boolean required, Form form, List<String> flags) {
  private static final int TEXTS_MAX = 20;

  /** The shape in which it is written. */
  public enum Shape {
    TEXT,
    /** A text that npm writes one level down. */
    FILE,
    /** One or several texts, one of which the claim must match, or all of which it must contain. */
    TEXTS
  }

  /**
   * The form that each of its texts must have, as a whole.
   *
   * @param rule the same in words
   */
  public record Form(Pattern pattern, String rule) {
    public static Form of(String pattern, String rule) {
      return new Form(Pattern.compile(pattern), rule);
    }
  }

  public Setting {
    flags = List.copyOf(flags);
  }

  public static Setting text(String name, String label, Form form, String... flags) {
    return new Setting(name, label, Shape.TEXT, false, form, List.of(flags));
  }

  public static Setting file(String name, String label, Form form, String... flags) {
    return new Setting(name, label, Shape.FILE, false, form, List.of(flags));
  }

  public static Setting texts(String name, String label, Form form, String... flags) {
    return new Setting(name, label, Shape.TEXTS, false, form, List.of(flags));
  }

  public Setting needed() {
    return new Setting(name, label, shape, true, form, flags);
  }

  /** The same, and a publisher may do without it. */
  Setting optional() {
    return new Setting(name, label, shape, false, form, flags);
  }

  /** These texts as they are stored, and as npm's trust API writes them. */
  JsonValue json(List<String> texts) {
    if (texts.isEmpty() || texts.size() > (shape == Shape.TEXTS ? TEXTS_MAX : 1)) {
      throw refusal("%s: there is one of it".formatted(label));
    }
    texts.forEach(this::require);
    return switch (shape) {
      case TEXT -> new JsonText(texts.getFirst());
      case FILE -> JsonObject.with(Settings.FILE, texts.getFirst()).build();
      case TEXTS -> JsonArray.ofTexts(texts.stream().distinct().sorted().toList());
    };
  }

  /** Returns whether this can be one of its texts, and stands for nothing but itself. */
  boolean takes(String text) {
    return form.pattern().matcher(text).matches()
        && !hasBlankEnd(text)
        && !text.contains("*")
        && !text.contains("{");
  }

  /** The setting with this text added; a setting of a single text takes it instead. */
  Optional<JsonValue> suggestion(List<String> before, String text) {
    var after =
        shape == Shape.TEXTS
            ? Stream.concat(before.stream(), Stream.of(text)).toList()
            : List.of(text);
    return takes(text) && after.size() <= TEXTS_MAX ? Optional.of(json(after)) : Optional.empty();
  }

  private void require(String text) {
    if (!form.pattern().matcher(text).matches()) {
      throw refusal(
          "%s is not %s: %s".formatted(Quoted.text(text), Article.with(label), form.rule()));
    }
    if (hasBlankEnd(text)) {
      throw refusal(
          "%s is not %s: it has a blank at its beginning or its end, where nobody sees it"
              .formatted(Quoted.text(text), Article.with(label)));
    }
  }

  /**
   * Returns whether a text begins or ends blank: no claim ever equals it, and nobody would see why.
   */
  private static boolean hasBlankEnd(String text) {
    return !text.isEmpty()
        && (isBlank(text.codePointAt(0)) || isBlank(text.codePointBefore(text.length())));
  }

  private static boolean isBlank(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point);
  }

  private static RuntimeException refusal(String why) {
    return new TrustProblem.InvalidPublisher(why).asException();
  }
}
