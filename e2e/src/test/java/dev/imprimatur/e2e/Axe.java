package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rules of axe-core about what makes a page one for everybody, if it could be had. */
final class Axe {
  private static final String RUN =
      """
      window.axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
          .map(each => each.id + ': ' + each.help + ': ' + each.nodes.map(node => node.html))
          .join('\\u0000'))\
      """;

  private Axe() {}

  /** Read when the first page is looked at, and only once. */
  private static final class Source {
    static final Optional<String> TEXT = Clients.axe().map(Source::read);

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Returns what is wrong with the page that a browser shows. */
  static List<String> faults(RealBrowser browser) {
    if (Source.TEXT.isEmpty()) {
      return List.of();
    }
    if (browser.run("typeof axe").equals("undefined")) {
      browser.run("(() => { %s })()".formatted(Source.TEXT.get()));
    }
    var found = browser.promised(RUN);
    return found.isEmpty() ? List.of() : List.of(found.split("\u0000"));
  }
}
