package dev.imprimatur.e2e;

import java.util.List;

/** The fields and buttons of a page over which what follows them is drawn. */
final class Overlaps {
  private static final String RUN =
      """
      [...document.querySelectorAll('input:not([type=hidden]), textarea, select, button')]
          .filter(each => each.nextElementSibling)
          .filter(each => {
            const own = each.getBoundingClientRect();
            const next = each.nextElementSibling.getBoundingClientRect();
            return next.height > 0 && own.height > 0
                && next.top < own.bottom - 1 && next.bottom > own.top + 1
                && next.left < own.right - 1 && next.right > own.left + 1;
          })
          .map(each => 'overlapped: ' + each.outerHTML)
          .join('\\u0000')\
      """;

  private Overlaps() {}

  static List<String> faults(RealBrowser browser) {
    var found = browser.run(RUN);
    return found.isEmpty() ? List.of() : List.of(found.split("\u0000"));
  }
}
