package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.npm.Permission;
import dev.imprimatur.npm.PublisherPermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The plain sentence about a trusted publisher: which jobs may do what. Whatever tells a person
 * about one tells it by this.
 */
public record PublisherSentence(List<Part> parts) {

  /** A part of the sentence. */
  public record Part(Kind kind, String text) {}

  /** The kind of a part. */
  public enum Kind {
    WORDS,
    /** A value that somebody configured. */
    VALUE,
    /** A permission of the jobs. */
    POWER
  }

  public PublisherSentence {
    parts = List.copyOf(parts);
  }

  /** Writes the sentence about a publisher with these settings, by the rules of its issuer. */
  public static PublisherSentence of(
      Rulebook rulebook, Settings settings, PublisherPermissions powers) {
    var parts = new ArrayList<Part>();
    rulebook
        .told(settings)
        .forEach((label, texts) -> {
          var words = parts.isEmpty() ? capital(label) : ", " + label;
          parts.add(new Part(Kind.WORDS, words + " "));
          for (int i = 0; i < texts.size(); i++) {
            if (i > 0) {
              parts.add(new Part(Kind.WORDS, " or "));
            }
            parts.add(new Part(Kind.VALUE, texts.get(i)));
          }
        });
    parts.add(new Part(Kind.WORDS, " → may "));
    parts.add(new Part(Kind.POWER, powers(powers)));
    parts.add(new Part(Kind.WORDS, "."));
    return new PublisherSentence(parts);
  }

  private static String powers(PublisherPermissions powers) {
    var tags =
        powers.distTags().isEmpty()
            ? ""
            : ", with the tag " + String.join(" or ", powers.distTags());
    return powers.permissions().stream()
            .sorted()
            .map(PublisherSentence::power)
            .collect(Collectors.joining(", "))
        + tags;
  }

  /** The deed that a permission is for, as the end of a sentence. */
  public static String power(Permission permission) {
    return switch (permission) {
      case PUBLISH -> "publish";
      case STAGE -> "stage for approval";
      case TAG -> "move dist-tags";
      case DEPRECATE -> "deprecate";
      case READ -> "install";
      case MANAGE -> "manage publishers";
    };
  }

  private static String capital(String label) {
    return label.substring(0, 1).toUpperCase(Locale.ROOT) + label.substring(1);
  }

  /** The sentence as one text. */
  public String text() {
    return parts.stream().map(Part::text).collect(Collectors.joining());
  }
}
