package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Article;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.Quoted;
import dev.imprimatur.problem.TrustProblem;
import java.util.List;
import java.util.Locale;
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
 * @param words the words with which forms and commands ask for it
 */
public record Setting(
    String name,
    String label,
    Shape shape,
    boolean required,
    Form form,
    List<String> flags,
    Words words) {
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

  /**
   * The words with which a person is asked for a setting, in forms and in commands alike.
   *
   * @param titles the name of its field; several where it is typed in parts, with a slash between
   *     them
   * @param example a value that it may have
   * @param help what is to be typed
   * @param where the place where the CI system shows it; may be empty
   * @param recommended whether it is asked for as if it were required
   */
  public record Words(
      List<String> titles, String example, String help, String where, boolean recommended) {
    public Words {
      titles = List.copyOf(titles);
    }

    /** The words of a setting that needs no others than its own name and form. */
    static Words of(String label, Form form) {
      var title = label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
      return new Words(List.of(title), "", form.rule(), "", false);
    }

    /** The help as one text. */
    public String all() {
      return where.isEmpty() ? help : help + " " + where;
    }
  }

  public Setting {
    flags = List.copyOf(flags);
  }

  /** Returns the setting with words for who is asked for it. */
  public Setting asked(String title, String example, String help) {
    return asked(List.of(title), example, help, "");
  }

  /** Returns the setting with words for who is asked for it, and where they find it. */
  public Setting asked(String title, String example, String help, String where) {
    return asked(List.of(title), example, help, where);
  }

  /** Returns the setting with words for who is asked for it in parts. */
  public Setting asked(List<String> titles, String example, String help, String where) {
    return with(required, new Words(titles, example, help, where, false));
  }

  /** Returns the setting as one that nobody should leave out without a thought. */
  public Setting recommended() {
    return with(required, new Words(words.titles, words.example, words.help, words.where, true));
  }

  public static Setting text(String name, String label, Form form, String... flags) {
    return new Setting(name, label, Shape.TEXT, false, form, List.of(flags), Words.of(label, form));
  }

  public static Setting file(String name, String label, Form form, String... flags) {
    return new Setting(name, label, Shape.FILE, false, form, List.of(flags), Words.of(label, form));
  }

  public static Setting texts(String name, String label, Form form, String... flags) {
    return new Setting(
        name, label, Shape.TEXTS, false, form, List.of(flags), Words.of(label, form));
  }

  public Setting needed() {
    return with(true, words);
  }

  private Setting with(boolean needed, Words asking) {
    return new Setting(name, label, shape, needed, form, flags, asking);
  }

  /** The same, and a publisher may do without it. */
  Setting optional() {
    return with(false, words);
  }

  /** The reason why these texts are none for it; empty if they are good. */
  Optional<String> refusal(List<String> texts) {
    if (texts.isEmpty()) {
      return required ? Optional.of("It is needed.") : Optional.empty();
    }
    try {
      json(texts);
      return Optional.empty();
    } catch (ProblemException e) {
      return Optional.of(((TrustProblem.InvalidPublisher) e.problem()).why());
    }
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
