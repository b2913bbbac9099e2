package dev.imprimatur.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that people read before they type or copy something, cut into what they print. */
final class ManualPages {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  /** What is copied into a file, with its language. */
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)\n(.*?)^ *```$");

  /** Lines that are set off by four spaces, behind one that is empty: what is typed. */
  private static final Pattern SET_OFF = Pattern.compile("(?m)(?<=\n\n)(?: {4}.+(?:\n|$))+");

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
    return pages().flatMap(page -> blocks(page).stream()).toList();
  }

  private static List<Block> blocks(Path page) {
    var name = page.getFileName().toString();
    var found = new ArrayList<Block>();
    for (var section : read(page).split("(?m)^## ", -1)) {
      var heading = section.lines().findFirst().orElse("");
      FENCED
          .matcher(section)
          .results()
          .map(block -> new Block(name, heading, block.group(1), block.group(2)))
          .forEach(found::add);
      SET_OFF
          .matcher(FENCED.matcher(section).replaceAll(""))
          .results()
          .map(MatchResult::group)
          .map(text -> new Block(name, heading, TYPED, text.replaceAll("(?m)^ {4}", "")))
          .forEach(found::add);
    }
    return found;
  }

  private static Stream<Path> pages() {
    var others =
        Stream.of(
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "bench/README.md",
                "registry/src/main/resources/dev/imprimatur/problem/catalogue.md")
            .map(PROJECT::resolve);
    try (var docs = Files.list(PROJECT.resolve("docs"));
        var manual = Files.list(PROJECT.resolve("docs/manual"))) {
      return Stream.of(others, docs.sorted(), manual.sorted())
          .flatMap(each -> each)
          .filter(page -> page.toString().endsWith(".md"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
