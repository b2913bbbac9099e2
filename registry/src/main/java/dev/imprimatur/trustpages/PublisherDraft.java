package dev.imprimatur.trustpages;

import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.pages.SettingsPage.Input;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The settings of a trusted publisher as they stand in the fields of its form, right or wrong.
 *
 * @param rulebook whose settings they are
 * @param texts what stands in each field, by its id
 */
record PublisherDraft(Rulebook rulebook, Map<String, String> texts) {

  PublisherDraft {
    texts = Map.copyOf(texts);
  }

  /**
   * Reads what was typed. A setting that is typed in parts can be given whole, as an address does
   * that fills in the form.
   */
  static PublisherDraft typed(Rulebook rulebook, UnaryOperator<String> typed) {
    var texts = new HashMap<String, String>();
    for (var setting : rulebook.settings()) {
      var whole = typed.apply(setting.name());
      if (whole.isBlank()) {
        ids(setting).forEach(id -> texts.put(id, typed.apply(id)));
      } else {
        texts.putAll(fields(setting, List.of(whole)));
      }
    }
    return new PublisherDraft(rulebook, texts);
  }

  /** Fills the fields with the settings of a publisher. */
  static PublisherDraft of(Rulebook rulebook, Settings settings) {
    var texts = new HashMap<String, String>();
    for (var setting : rulebook.settings()) {
      texts.putAll(fields(setting, settings.texts(setting.name())));
    }
    return new PublisherDraft(rulebook, texts);
  }

  /** Returns this with the fields filled in that are empty. */
  PublisherDraft filled(Map<String, String> values) {
    var all = new HashMap<>(texts);
    for (var setting : rulebook.settings()) {
      var value = values.get(setting.name());
      if (value != null && values(setting).isEmpty()) {
        all.putAll(fields(setting, List.of(value)));
      }
    }
    return new PublisherDraft(rulebook, all);
  }

  private static Map<String, String> fields(Setting setting, List<String> values) {
    var ids = ids(setting);
    if (ids.size() == 1 || values.isEmpty()) {
      return Map.of(ids.getFirst(), String.join("\n", values));
    }
    int slash = values.getFirst().lastIndexOf('/');
    return Map.of(
        ids.getFirst(),
        values.getFirst().substring(0, Math.max(slash, 0)),
        ids.getLast(),
        values.getFirst().substring(slash + 1));
  }

  /** The ids of a setting's fields. */
  private static List<String> ids(Setting setting) {
    int parts = setting.words().titles().size();
    return parts == 1
        ? List.of(setting.name())
        : Stream.iterate(1, part -> part <= parts, part -> part + 1)
            .map(part -> setting.name() + "." + part)
            .toList();
  }

  boolean isEmpty() {
    return texts.values().stream().allMatch(String::isBlank);
  }

  /** The texts that stand in the fields of a setting. */
  List<String> values(Setting setting) {
    var typed = ids(setting).stream().map(id -> texts.getOrDefault(id, "").strip()).toList();
    if (typed.stream().allMatch(String::isEmpty)) {
      return List.of();
    }
    return setting.shape() == Setting.Shape.TEXTS
        ? typed.getFirst().lines().map(String::strip).filter(line -> !line.isEmpty()).toList()
        : List.of(String.join("/", typed));
  }

  /**
   * The first text of each setting, by which a workflow is written; examples where it is needed.
   */
  Map<String, String> firsts() {
    var firsts = new LinkedHashMap<String, String>();
    for (var setting : rulebook.settings()) {
      var values = values(setting);
      if (!values.isEmpty()) {
        firsts.put(setting.name(), values.getFirst());
      } else if (setting.required()) {
        firsts.put(setting.name(), setting.words().example());
      }
    }
    return firsts;
  }

  /** Writes the claims as npm's trust API has them. */
  JsonObject claims() {
    var claims = JsonObject.EMPTY.but();
    for (var setting : rulebook.settings()) {
      var values = values(setting);
      if (values.size() == 1) {
        claims.and(setting.name(), values.getFirst());
      } else if (!values.isEmpty()) {
        claims.and(setting.name(), JsonArray.ofTexts(values));
      }
    }
    return claims.build();
  }

  /** Returns whether the rulebook can do something with every field. */
  boolean isRight() {
    return rulebook.settings().stream()
        .allMatch(setting -> rulebook.refusal(setting, values(setting)).isEmpty());
  }

  /** The fields that most people need: what is required, and the environment. */
  List<Input> front(boolean judged) {
    return rulebook.settings().stream()
        .filter(PublisherDraft::isInFront)
        .flatMap(setting -> inputs(setting, judged))
        .toList();
  }

  List<Input> more(boolean judged) {
    return rulebook.settings().stream()
        .filter(setting -> !isInFront(setting))
        .flatMap(setting -> inputs(setting, judged))
        .toList();
  }

  private static boolean isInFront(Setting setting) {
    return setting.required() || setting.words().recommended();
  }

  private Stream<Input> inputs(Setting setting, boolean judged) {
    var error =
        Optional.of(rulebook)
            .filter(_ -> judged)
            .flatMap(book -> book.refusal(setting, values(setting)))
            .orElse("");
    var ids = ids(setting);
    var words = setting.words();
    return Stream.iterate(0, part -> part < ids.size(), part -> part + 1)
        .map(part ->
            new Input(
                ids.get(part),
                words.titles().get(part),
                texts.getOrDefault(ids.get(part), ""),
                example(words, part),
                part == 0 ? words.all() : "",
                setting.required(),
                setting.shape() == Setting.Shape.TEXTS,
                isPartOf(error, ids, part) ? error : ""));
  }

  /** An error of a setting that is typed in parts is said at the first that is empty, or at all. */
  private boolean isPartOf(String error, List<String> ids, int part) {
    var empty = ids.stream().filter(id -> texts.getOrDefault(id, "").isBlank()).toList();
    return !error.isEmpty() && (empty.isEmpty() ? part == 0 : empty.contains(ids.get(part)));
  }

  private static String example(Setting.Words words, int part) {
    int slash = words.example().lastIndexOf('/');
    if (words.titles().size() == 1 || slash < 0) {
      return words.example();
    }
    return part == 0 ? words.example().substring(0, slash) : words.example().substring(slash + 1);
  }
}
