package dev.imprimatur.notify;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import java.util.Optional;

/**
 * Says in one sentence what happened. This is the one place that decides which events people are
 * told of: those that there is a sentence for.
 */
final class Wording {
  private final String subject;
  private final JsonObject facts;

  private Wording(Entry entry) {
    this.subject = entry.packageName().orElse("this registry");
    this.facts = entry.facts();
  }

  /** The sentence, if people are told of this event. */
  static Optional<String> of(Entry entry) {
    return new Wording(entry).sentence(entry.kind());
  }

  private Optional<String> sentence(String kind) {
    return switch (kind) {
      case "publisher-added" ->
          Optional.of(
              "A trusted publisher was added to %s: %s.".formatted(subject, trusted(facts)));
      case "publisher-edited" ->
          facts.truth("loosened")
              ? Optional.of(
                  "A trusted publisher of %s accepts more than before: %s."
                      .formatted(subject, after()))
              : Optional.empty();
      case "publisher-removed" ->
          Optional.of("A trusted publisher of %s was removed: %s.".formatted(subject, text("why")));
      case "publisher-paused" ->
          Optional.of("A trusted publisher of %s was paused: %s.".formatted(subject, text("why")));
      case "token-exchanged" ->
          facts.truth("first")
              ? Optional.of(
                  "A trusted publisher of %s was used for the first time.".formatted(subject))
              : Optional.empty();
      case "exchanges-refused-repeatedly" ->
          Optional.of(
              "%s jobs were refused for %s since %s. The last time: %s"
                  .formatted(number("times"), subject, text("since"), text("detail")));
      case "identity-drifted" ->
          Optional.of(
              ("A project came for %s that is not the one its trusted publisher knows (%s). An"
                      + " owner must decide.")
                  .formatted(subject, text("drift")));
      case "pending-publisher-used" ->
          Optional.of(
              "%s exists now: the trusted publisher that waited for it published it."
                  .formatted(subject));
      case "pending-publisher-expiring" ->
          Optional.of(
              ("The trusted publisher that waits for %s will be removed at %s, as the package does"
                      + " not exist.")
                  .formatted(subject, text("until")));
      default -> sentenceOfVersions(kind);
    };
  }

  private Optional<String> sentenceOfVersions(String kind) {
    return switch (kind) {
      case "version-published" ->
          facts.truth("despiteTrust")
              ? Optional.of(
                  "%s@%s was published with a person's token, although a trusted publisher could."
                      .formatted(subject, text("version")))
              : Optional.empty();
      case "version-held" ->
          Optional.of(
              "%s@%s is held for an owner: %s.".formatted(subject, text("version"), text("why")));
      case "version-staged" ->
          Optional.of(
              "%s@%s was staged and waits to be approved: npm stage approve %s"
                  .formatted(subject, text("version"), text("staged")));
      case "provenance-rule-set" ->
          facts.truth("loosened")
              ? Optional.of(
                  "The provenance rule of %s lets more be published than before."
                      .formatted(subject))
              : Optional.empty();
      default -> sentenceOfMachines(kind);
    };
  }

  private Optional<String> sentenceOfMachines(String kind) {
    return switch (kind) {
      case "issuer-switched" ->
          facts.truth("on")
              ? Optional.empty()
              : Optional.of(
                  ("The issuer %s was switched off. Jobs that it speaks for publish nothing any"
                          + " more.")
                      .formatted(text("issuer")));
      case "signing-key-rotated" ->
          Optional.of(
              "From now on this registry signs what it serves with the key %s."
                  .formatted(text("after")));
      case "webhook-switched-off" ->
          Optional.of(
              "A webhook at %s about %s was switched off: %s."
                  .formatted(
                      text("host"),
                      text("subject").equals("*") ? subject : text("subject"),
                      text("why")));
      default -> Optional.empty();
    };
  }

  private String after() {
    return facts.object("after").map(Wording::trusted).orElse("");
  }

  /** What is trusted, as its owners configured it. */
  private static String trusted(JsonObject facts) {
    return "%s of %s"
        .formatted(
            Json.text(facts.object("settings").orElse(JsonObject.EMPTY)),
            facts.text("issuer").orElse(""));
  }

  private String text(String name) {
    return facts.text(name).orElse("");
  }

  private String number(String name) {
    return facts.get(name).map(Json::text).orElse("");
  }
}
