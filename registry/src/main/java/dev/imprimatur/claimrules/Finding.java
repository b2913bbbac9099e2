package dev.imprimatur.claimrules;

import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.Quoted;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The finding of a rule about an identity token. What the token says may be told to its bearer;
 * what the maintainer configured is told only to a bearer who has proved to be that very project.
 *
 * @param rule the claim that the rule looks at
 * @param label what it is called for people
 * @param actual what the token says, if it says it
 */
public record Finding(
    String rule,
    String label,
    Outcome outcome,
    Optional<String> actual,
    Expected expected,
    Hint hint) {
  private static final Pattern YAML = Pattern.compile("\\.ya?ml$");

  /** The outcome of a rule. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** Nothing is configured, so nothing was checked. */
    UNASKED
  }

  /** The values that are accepted. */
  public sealed interface Expected {
    /** The texts that the maintainer configured. */
    record Configured(List<String> texts) implements Expected {
      public Configured {
        texts = List.copyOf(texts);
      }
    }

    /**
     * The fixed requirement of the rulebook, as the end of a sentence; empty if the beginning says
     * it.
     */
    record Fixed(String words) implements Expected {}
  }

  /**
   * A hint on how to word the finding, or to mend it.
   *
   * @param says the beginning of the sentence, where the usual one would be wrong
   * @param setting what the setting of this name would have to be for the token to pass
   */
  public record Hint(Optional<String> says, Optional<String> setting) {
    static final Hint NONE = new Hint(Optional.empty(), Optional.empty());

    static Hint says(String words) {
      return new Hint(Optional.of(words), Optional.empty());
    }

    static Hint setting(String text) {
      return new Hint(Optional.empty(), Optional.of(text));
    }
  }

  /** The finding about a setting that is or is not met. */
  static Finding of(Setting setting, String actual, List<String> wanted, boolean met) {
    var outcome = outcome(wanted, met);
    return new Finding(
        setting.name(),
        setting.label(),
        outcome,
        Optional.of(actual),
        new Expected.Configured(wanted),
        outcome == Outcome.FAILED && setting.takes(actual) ? Hint.setting(actual) : Hint.NONE);
  }

  /** The finding about a setting whose claim the token leaves out. */
  static Finding missing(Setting setting, List<String> wanted, boolean met) {
    return new Finding(
        setting.name(),
        setting.label(),
        outcome(wanted, met),
        Optional.empty(),
        new Expected.Configured(wanted),
        Hint.NONE);
  }

  private static Outcome outcome(List<String> wanted, boolean met) {
    if (wanted.isEmpty()) {
      return Outcome.UNASKED;
    }
    return met ? Outcome.PASSED : Outcome.FAILED;
  }

  /** The finding about a requirement of the rulebook that is or is not met. */
  static Finding fixed(Claim claim, String label, String actual, boolean met) {
    return missing(claim, label, met).saying(actual);
  }

  /** The finding about a requirement of the rulebook whose claim the token leaves out. */
  static Finding missing(Claim claim, String label, boolean met) {
    return new Finding(
        claim.name(),
        label,
        met ? Outcome.PASSED : Outcome.FAILED,
        Optional.empty(),
        new Expected.Fixed(""),
        Hint.NONE);
  }

  private Finding saying(String text) {
    return new Finding(rule, label, outcome, Optional.of(text), expected, hint);
  }

  Finding expecting(String words) {
    return new Finding(rule, label, outcome, actual, new Expected.Fixed(words), hint);
  }

  Finding hinting(Hint other) {
    return new Finding(rule, label, outcome, actual, expected, other);
  }

  public boolean failed() {
    return outcome == Outcome.FAILED;
  }

  /**
   * The failure in half a sentence.
   *
   * @param proven whether the bearer has proved to be the very project
   */
  public String told(boolean proven) {
    var begin =
        hint.says()
            .or(() -> actual.map(text -> "its %s is %s".formatted(label, Quoted.text(text))))
            .orElse("it says no " + label);
    return switch (expected) {
      case Expected.Fixed(var words) -> words.isEmpty() ? begin : begin + ", and " + words;
      case Expected.Configured(var texts) ->
          (proven
                  ? begin + ", but the trusted publisher names " + alternatives(texts)
                  : begin + ", which is not what the publisher names")
              + difference(texts);
    };
  }

  /**
   * The small difference that is lost in a long name, its case or its ending; it tells little, as
   * the asker wrote the rest themselves.
   */
  private String difference(List<String> texts) {
    var said = hint.setting().or(() -> actual);
    if (said.filter(text -> texts.stream().anyMatch(each -> isOtherCase(text, each))).isPresent()) {
      return " (only the case differs)";
    }
    return said.filter(text -> texts.stream().anyMatch(each -> isOtherEnding(text, each)))
            .isPresent()
        ? " (only the ending differs)"
        : "";
  }

  private static boolean isOtherCase(String one, String other) {
    return !one.equals(other) && Comparison.IGNORING_ASCII_CASE.same(one, other);
  }

  private static boolean isOtherEnding(String one, String other) {
    return !one.equals(other)
        && YAML.matcher(one).find()
        && YAML.matcher(other).find()
        && YAML.matcher(one).replaceFirst("").equals(YAML.matcher(other).replaceFirst(""));
  }

  /** The finding for a program; what was configured only if the bearer has proved who they are. */
  public JsonObject json(boolean proven) {
    var json =
        JsonObject.with("rule", rule)
            .and("label", label)
            .and("outcome", outcome.name().toLowerCase(Locale.ROOT));
    actual.ifPresent(text -> json.and("actual", text));
    switch (expected) {
      case Expected.Fixed(var words) -> json.and("expected", words);
      case Expected.Configured(var texts) when proven -> json.and("expected", alternatives(texts));
      case Expected.Configured _ -> {}
    }
    if (failed()) {
      json.and("detail", told(proven));
      hint.setting().filter(text -> proven).ifPresent(text -> json.and("wouldPass", text));
    }
    return json.build();
  }

  private static String alternatives(List<String> texts) {
    return texts.stream().map(Quoted::text).collect(Collectors.joining(" or "));
  }
}
