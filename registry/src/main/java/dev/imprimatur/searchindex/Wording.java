package dev.imprimatur.searchindex;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The cutting of texts into words, the same for what is indexed and what is looked for: letters and
 * digits, in lower case and without accents.
 */
public final class Wording {
  private static final int WORD_LENGTH_MAX = 64;
  private static final Pattern ACCENT = Pattern.compile("\\p{M}+");
  private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{Nd}]+");

  private Wording() {}

  /** Returns the first of the different words of a text. */
  public static List<String> words(String text, int wordsMax) {
    var plain = ACCENT.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
    return BETWEEN
        .splitAsStream(plain.toLowerCase(Locale.ROOT))
        .filter(word -> !word.isEmpty())
        .map(word -> word.substring(0, Math.min(word.length(), WORD_LENGTH_MAX)))
        .distinct()
        .limit(wordsMax)
        .toList();
  }
}
