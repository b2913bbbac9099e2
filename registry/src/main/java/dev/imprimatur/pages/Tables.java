package dev.imprimatur.pages;

import java.util.regex.Pattern;

/**
 * The count of the cells in a README's tables. A short row is filled up to the columns of its head,
 * so that some kilobytes of letters can become megabytes of table; so cells are counted before
 * rendering. The count is never too low, and too high only for what looks like a table and is none.
 */
final class Tables {
  /** The line below a table's head, perhaps inside of quotes and lists. */
  private static final Pattern HEAD_END = Pattern.compile("[|\\-:\\s>*+]*-[|\\-:\\s>*+]*");

  private static final Pattern LINE = Pattern.compile("\\R");
  private static final Pattern BLANK = Pattern.compile("[\\s>]*");

  private Tables() {}

  static long cells(String markdown) {
    long cells = 0;
    long columns = 0;
    for (var line : LINE.split(markdown, -1)) {
      if (BLANK.matcher(line).matches()) {
        columns = 0;
      } else if (HEAD_END.matcher(line).matches()) {
        columns = Math.max(columns, line.chars().filter(c -> c == '|').count() + 1);
      }
      cells += columns;
    }
    return cells;
  }
}
