package dev.imprimatur.e2e;

import dev.imprimatur.testkit.ManualPage;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pages that people read before they type or copy something, cut into what they print. */
final class ManualPages {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  private ManualPages() {}

  /**
   * Lines that stand together.
   *
   * @param page its bare name
   * @param section the last heading of the second level before it
   * @param language of what is copied into a file; empty if it is typed, or says none
   */
  record Block(String page, String section, String language, String text) {
    /** Its first line, by which tests name it. */
    String title() {
      return text.lines().findFirst().orElseThrow().strip();
    }

    boolean isTyped() {
      return language.equals(TYPED);
    }

    @Override
    public String toString() {
      return page + ", " + section + ": " + title();
    }
  }

  private static final String TYPED = "typed";

  /** All of them, in their order on the pages. */
  static List<Block> blocks() {
    return ManualPage.all(PROJECT).stream()
        .flatMap(page -> page.sections().stream())
        .flatMap(ManualPages::blocks)
        .toList();
  }

  private static Stream<Block> blocks(ManualPage section) {
    var name = section.name();
    var heading = section.text().lines().findFirst().orElse("");
    return Stream.concat(
        section.copied().stream()
            .map(copied -> new Block(name, heading, copied.language(), copied.text())),
        section.typed().stream()
            .map(text -> new Block(name, heading, TYPED, text.replaceAll("(?m)^ {4}", ""))));
  }
}
