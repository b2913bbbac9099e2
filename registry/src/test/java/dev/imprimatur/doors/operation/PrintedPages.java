package dev.imprimatur.doors.operation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that people read before they type, and the commands for operators on them. */
final class PrintedPages {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

  /** What is copied into a file. */
  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```$");

  /** Lines that are set off by four spaces, behind one that is empty. */
  private static final Pattern SET_OFF = Pattern.compile("(?m)(?<=\n\n)(?: {4}.+(?:\n|$))+");

  private static final Pattern INLINE = Pattern.compile("`\\./imprimatur ([^`]+)`");
  private static final Pattern ASKED = Pattern.compile("(GET|POST|PUT|DELETE) +(/\\S*).*");

  private PrintedPages() {}

  /**
   * Lines that stand together.
   *
   * @param page its bare name
   */
  record Block(String page, List<String> lines) {
    Block {
      lines = List.copyOf(lines);
    }

    /** The commands in it, without the name of the program. */
    List<String> commands() {
      return lines.stream()
          .filter(line -> line.startsWith("./imprimatur "))
          .map(line -> line.substring("./imprimatur ".length()))
          .toList();
    }

    /** What is asked for over HTTP: the method, and the path as it is printed. */
    List<List<String>> requests() {
      return lines.stream()
          .map(ASKED::matcher)
          .filter(found -> found.matches())
          .map(found -> List.of(found.group(1), found.group(2)))
          .toList();
    }

    @Override
    public String toString() {
      return page + ": " + lines.getFirst();
    }
  }

  /** Those for an operator; a line that goes on behind a backslash is one. */
  static List<Block> blocks() {
    return pages()
        .flatMap(page -> blocks(page.getFileName().toString(), read(page)).stream())
        .toList();
  }

  private static List<Block> blocks(String page, String text) {
    var found = new ArrayList<Block>();
    var plain = FENCED.matcher(text).replaceAll("");
    for (var block : SET_OFF.matcher(plain).results().toList()) {
      var lines = block.group().replaceAll("\\\\\n *", "").lines().map(String::strip);
      found.add(new Block(page, lines.toList()));
    }
    for (var inline : INLINE.matcher(plain).results().toList()) {
      var command = inline.group(1).replaceAll("\\s+", " ");
      found.add(new Block(page, List.of("./imprimatur " + command)));
    }
    return found;
  }

  private static Stream<Path> pages() {
    try (var docs = Files.list(PROJECT.resolve("docs"));
        var manual = Files.list(PROJECT.resolve("docs/manual"))) {
      var root = Stream.of("README.md", "CONTRIBUTING.md", "SECURITY.md").map(PROJECT::resolve);
      var problems = Path.of("src/main/resources/dev/imprimatur/problem/catalogue.md");
      return Stream.of(root, docs.sorted(), manual.sorted(), Stream.of(problems.toAbsolutePath()))
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
