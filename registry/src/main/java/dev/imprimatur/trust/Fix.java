package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.problem.Quoted;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A change of a trusted publisher that would make it accept a job of its own project that it has
 * refused.
 *
 * @param match the publisher, and what its rules made of the job
 * @param rulebook of its issuer
 * @param settings those that it would have
 */
public record Fix(PublisherMatch match, Rulebook rulebook, Settings settings) {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._/@][A-Za-z0-9._/@:-]*");

  public Publisher publisher() {
    return match.publisher();
  }

  /**
   * Returns whether ids prove that the job is of the project; else it may be of whoever has its
   * name.
   */
  public boolean proven() {
    return match.verdict().proven();
  }

  /** The ids that the publisher learns by the fix: this very project was meant, and no other. */
  public JsonObject ids() {
    return proven() ? JsonObject.EMPTY : match.verdict().ids();
  }

  /** The fix for a program, with its sentence. */
  public JsonObject json() {
    var each = JsonObject.EMPTY.but();
    changed().forEach(setting -> each.and(setting.name(), change(setting)));
    var json =
        JsonObject.with("publisher", publisher().id().toString())
            .and("target", publisher().target().value())
            .and("settings", each.build());
    if (!proven()) {
      json.and("ids", ids());
    }
    return json.and("detail", detail()).and("command", command()).build();
  }

  /** The changes, in one sentence for each setting. */
  public String detail() {
    var changes = changed().stream().map(this::told).collect(Collectors.joining(" "));
    return proven() ? changes : changes + " " + bound();
  }

  private String bound() {
    return "Only the project's name says so far that the job is of it; make sure that it is yours."
        + ids().members().keySet().stream()
            .map(name -> "%s %s".formatted(name, Quoted.text(ids().text(name).orElse(""))))
            .collect(Collectors.joining(", ", " It would be known by ", " from then on."));
  }

  /** The command with which the operator makes the fix, ready to be typed. */
  public String command() {
    return changed().stream()
        .flatMap(setting ->
            after(setting).stream()
                .map(text -> " %s %s".formatted(setting.flags().getFirst(), typed(text))))
        .collect(Collectors.joining("", "imprimatur trust edit " + publisher().id(), ""));
  }

  private List<Setting> changed() {
    return rulebook.settings().stream()
        .filter(setting -> !before(setting).equals(after(setting)))
        .toList();
  }

  private List<String> before(Setting setting) {
    return publisher().identity().settings().texts(setting.name());
  }

  private List<String> after(Setting setting) {
    return settings.texts(setting.name());
  }

  private JsonObject change(Setting setting) {
    return JsonObject.with("label", setting.label())
        .and("from", written(setting, before(setting)))
        .and("to", written(setting, after(setting)))
        .and("allowsMore", allowsMore(setting))
        .build();
  }

  /**
   * Returns whether the fix adds a text and loses none, so that whatever matched before still does.
   */
  private static boolean allowsMore(Setting setting) {
    return setting.shape() == Setting.Shape.TEXTS;
  }

  private String told(Setting setting) {
    return allowsMore(setting)
        ? "It would allow more: the %s could also be %s, beside %s."
            .formatted(
                setting.label(),
                listed(
                    after(setting).stream()
                        .filter(text -> !before(setting).contains(text))
                        .toList()),
                listed(before(setting)))
        : "The %s would be %s, and %s no more."
            .formatted(setting.label(), listed(after(setting)), listed(before(setting)));
  }

  private static JsonValue written(Setting setting, List<String> texts) {
    return setting.shape() == Setting.Shape.TEXTS
        ? JsonArray.ofTexts(texts)
        : new JsonText(texts.getFirst());
  }

  private static String listed(List<String> texts) {
    return texts.stream().map(Quoted::text).collect(Collectors.joining(" or "));
  }

  /** Quotes a text for a shell: a branch may have any name, and must not be run as anything. */
  private static String typed(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
