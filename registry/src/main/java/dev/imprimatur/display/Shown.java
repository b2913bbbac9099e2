package dev.imprimatur.display;

import dev.imprimatur.json.JsonNull;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import java.util.Optional;
import java.util.regex.Pattern;

/** A fact of a recorded token that people are shown. */
public interface Shown {
  int COMMIT_SHOWN = 12;
  Pattern COMMIT = Pattern.compile("[0-9a-f]{40}");

  /**
   * Returns the fact, if the token has it.
   *
   * @param web the provider's web address; empty if it is not certain
   */
  Optional<Fact> in(JsonObject recorded, String web);

  /** A claim as it is. */
  static Shown plain(String label, String claim) {
    return (recorded, web) ->
        said(recorded, claim).map(text -> new Fact(label, text, Optional.empty()));
  }

  /** A claim with a link to it. */
  static Shown linked(String label, String claim, Link link) {
    return (recorded, web) ->
        said(recorded, claim).map(text -> new Fact(label, text, link.from(web, recorded)));
  }

  /** A commit without a link. */
  static Shown commit(String claim) {
    return (recorded, web) -> commit(claim, Link.to("")).in(recorded, "");
  }

  /** A commit; its beginning is enough for people. */
  static Shown commit(String claim, Link link) {
    return (recorded, web) ->
        said(recorded, claim)
            .map(text ->
                new Fact(
                    "Commit",
                    COMMIT.matcher(text).matches() ? text.substring(0, COMMIT_SHOWN) : text,
                    link.from(web, recorded)));
  }

  /** A full ref, as a branch or a tag. */
  static Shown ref(String claim) {
    return (recorded, web) ->
        said(recorded, claim)
            .map(ref ->
                new Fact(
                    ref.startsWith("refs/tags/")
                        ? "Tag"
                        : ref.startsWith("refs/heads/") ? "Branch" : "Ref",
                    ref.replaceFirst("^refs/(heads|tags)/", ""),
                    Optional.empty()));
  }

  /** Returns a claim of a recorded token; a list or an object is not for people. */
  public static Optional<String> said(JsonObject recorded, String claim) {
    return switch (recorded.get(claim).orElse(JsonNull.NULL)) {
      case JsonText(var text) when !text.isEmpty() -> Optional.of(text);
      case JsonNumber(var literal) -> Optional.of(literal);
      default -> Optional.empty();
    };
  }
}
