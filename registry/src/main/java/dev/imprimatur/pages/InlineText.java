package dev.imprimatur.pages;

import java.util.Optional;

/**
 * A text from outside, in the form in which a page may show it: on one line, not very long, and
 * without the marks that turn the direction of the text around it (Unicode, "Bidirectional
 * Algorithm", section 2); with those, a name could pretend to be another.
 */
record InlineText(String text) {
  private static final int LENGTH_MAX = 300;
  private static final String TURNS = "\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069";

  InlineText {
    text = text.replaceAll("[" + TURNS + "]", "").replaceAll("[\\s\\p{Cc}\\p{Z}]+", " ").strip();
    if (text.codePointCount(0, text.length()) > LENGTH_MAX) {
      text = text.substring(0, text.offsetByCodePoints(0, LENGTH_MAX)) + "…";
    }
  }

  /** Returns the text if there is anything to see in it. */
  static Optional<InlineText> of(String text) {
    return Optional.of(new InlineText(text)).filter(line -> !line.text().isEmpty());
  }

  /** Removes those marks from a text of many lines that is read as a document. */
  static String withoutTurns(String document) {
    return document.replaceAll("[" + TURNS + "]", "");
  }

  @Override
  public String toString() {
    return text;
  }
}
