package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A text in the project that a test compares with what it saw, and writes where it is run to
 * approve.
 */
final class ApprovedText {
  private static final Path FOLDER = Path.of("src/test/approved");

  private final Path file;
  private final String begin;
  private final String end;

  private ApprovedText(Path file, String begin, String end) {
    this.file = file;
    this.begin = begin;
    this.end = end;
  }

  /** A whole file among the approved ones. */
  static ApprovedText file(String name) {
    return new ApprovedText(FOLDER.resolve(name + ".txt"), "", "");
  }

  /** The names of the approved files in a folder. */
  static List<String> names(String folder) {
    try (var files = Files.list(FOLDER.resolve(folder))) {
      return files.map(file -> file.getFileName().toString().replace(".txt", "")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A part of a page, between two marks that its readers do not see. */
  static ApprovedText ofSection(Path page, String name) {
    return new ApprovedText(
        page, "<!-- %s: made by a test -->\n\n".formatted(name), "\n<!-- end -->");
  }

  void check(String seen) {
    try {
      if (System.getProperty("approve") != null) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, begin.isEmpty() ? seen : replaced(seen));
      }
      assertThat(file).as("no approved file; ./dev approve CLASS writes it").exists();
      assertThat(seen).as("%s", file).isEqualTo(approved());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String approved() throws IOException {
    var text = Files.readString(file);
    return begin.isEmpty() ? text : text.substring(from(text), to(text));
  }

  private String replaced(String seen) throws IOException {
    var text = Files.readString(file);
    return text.substring(0, from(text)) + seen + text.substring(to(text));
  }

  private int from(String text) {
    int at = text.indexOf(begin);
    assertThat(at).as("%s has no mark %s", file, begin).isNotNegative();
    return at + begin.length();
  }

  private int to(String text) {
    int at = text.indexOf(end, from(text));
    assertThat(at).as("%s has no mark %s", file, end).isNotNegative();
    return at;
  }
}
