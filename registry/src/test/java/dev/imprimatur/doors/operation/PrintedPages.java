package dev.imprimatur.doors.operation;

import dev.imprimatur.testkit.ManualPage;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages that people read before they type, and the commands for operators on them. */
final class PrintedPages {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

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
    return ManualPage.all(PROJECT).stream().flatMap(PrintedPages::blocks).toList();
  }

  private static Stream<Block> blocks(ManualPage page) {
    return Stream.concat(
        page.typed().stream()
            .map(text -> text.replaceAll("\\\\\n *", "").lines().map(String::strip).toList())
            .map(lines -> new Block(page.name(), lines)),
        INLINE
            .matcher(page.withoutCopied())
            .results()
            .map(found -> "./imprimatur " + found.group(1).replaceAll("\\s+", " "))
            .map(command -> new Block(page.name(), List.of(command))));
  }
}
