package dev.imprimatur.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A page that people read before they type or copy something, for tests of what it prints.
 *
 * @param name its bare file name
 */
public record ManualPage(String name, String text) {
  /** A block to be copied into a file: its language, and the text. */
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)\n(.*?)^ *```$");

  /** Lines that are set off by four spaces, behind one that is empty. */
  private static final Pattern SET_OFF = Pattern.compile("(?m)(?<=\n\n)(?: {4}.+(?:\n|$))+");

  /**
   * Lines that stand together on a page, to be copied into a file.
   *
   * @param language empty if the page names none
   */
  public record Copied(String language, String text) {}

  /** Reads all pages of a project, in their order. */
  public static List<ManualPage> all(Path project) {
    var others =
        Stream.of(
                "README.md",
                "CONTRIBUTING.md",
                "SECURITY.md",
                "bench/README.md",
                "registry/src/main/resources/dev/imprimatur/problem/catalogue.md")
            .map(project::resolve);
    return Stream.of(others, list(project.resolve("docs")), list(project.resolve("docs/manual")))
        .flatMap(each -> each)
        .filter(page -> page.toString().endsWith(".md"))
        .map(page -> new ManualPage(page.getFileName().toString(), read(page)))
        .toList();
  }

  /** Cuts it at its headings of the second level; what stands before the first one is a part. */
  public List<ManualPage> sections() {
    return Stream.of(text.split("(?m)^## ", -1)).map(part -> new ManualPage(name, part)).toList();
  }

  /** Returns the blocks that are copied into files. */
  public List<Copied> copied() {
    return FENCED
        .matcher(text)
        .results()
        .map(block -> new Copied(block.group(1), block.group(2)))
        .toList();
  }

  /** Returns the lines that are typed, which are set off, as they stand there. */
  public List<String> typed() {
    return SET_OFF.matcher(withoutCopied()).results().map(block -> block.group()).toList();
  }

  /** Returns the text without what is copied into files. */
  public String withoutCopied() {
    return FENCED.matcher(text).replaceAll("");
  }

  private static Stream<Path> list(Path folder) {
    try (var files = Files.list(folder)) {
      return files.sorted().toList().stream();
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
