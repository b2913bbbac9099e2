package dev.imprimatur.problem;

/** A text from outside inside a sentence: in quotes, on one line, and never very long. */
public final class Quoted {
  private static final int LENGTH_MAX = 200;

  private Quoted() {}

  /** Puts the text in double quotes; what does not print is escaped, what exceeds 200 is cut. */
  public static String text(String raw) {
    return "\"" + plain(raw) + "\"";
  }

  /** Does the same without the quotes, for a sentence whose form is not ours. */
  public static String plain(String raw) {
    var shown = new StringBuilder();
    raw.codePoints().limit(LENGTH_MAX).forEach(point -> append(shown, point));
    if (raw.codePointCount(0, raw.length()) > LENGTH_MAX) {
      shown.append('…');
    }
    return shown.toString();
  }

  private static void append(StringBuilder shown, int point) {
    if (point == '"' || point == '\\') {
      shown.append('\\').appendCodePoint(point);
    } else if (prints(point)) {
      shown.appendCodePoint(point);
    } else {
      shown.append("\\u{%x}".formatted(point));
    }
  }

  /**
   * Returns whether a character is visible as itself; direction marks and other format characters
   * would let a text pretend to be another.
   */
  public static boolean prints(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
