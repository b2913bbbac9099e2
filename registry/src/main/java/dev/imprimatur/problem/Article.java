package dev.imprimatur.problem;

/** The article of a word in a sentence that is put together: "a ref", "an event". */
public final class Article {
  private static final String VOWELS = "aeioAEIO";

  private Article() {}

  /** Returns the word with its article; a "u" sounds like "you" in all words that we use. */
  public static String with(String word) {
    return (!word.isEmpty() && VOWELS.indexOf(word.charAt(0)) >= 0 ? "an " : "a ") + word;
  }
}
