package dev.imprimatur.http;

import java.util.Locale;
import java.util.regex.Pattern;

/** The content negotiation of a client (RFC 9110, section 12.5), as far as a registry chooses. */
final class Accept {
  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");
  private static final Pattern REFUSED = Pattern.compile(".*;\\s*q=0(\\.0*)?\\s*");

  private Accept() {}

  /** Returns whether HTML is named first, as browsers do; no package manager names it at all. */
  static boolean prefersHtml(String accept) {
    return prefers(accept, "text/html");
  }

  /** Returns whether the media type is listed first, where npm puts what it prefers. */
  static boolean prefers(String accept, String mediaType) {
    return startsWithWord(accept.stripLeading(), mediaType);
  }

  /** Returns whether a coding is listed and not forbidden by {@code q=0}. */
  static boolean takes(String acceptEncoding, String coding) {
    return COMMA
        .splitAsStream(acceptEncoding)
        .anyMatch(part -> startsWithWord(part, coding) && !REFUSED.matcher(part).matches());
  }

  private static boolean startsWithWord(String text, String word) {
    return text.toLowerCase(Locale.ROOT).startsWith(word)
        && (text.length() == word.length() || ",; ".indexOf(text.charAt(word.length())) >= 0);
  }
}
