package dev.imprimatur.problem;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The meaning of every {@link Problem} and its cure, for people. The text is Markdown in {@code
 * catalogue.md}; there each group starts with {@code #}, each problem with {@code ##}, its code, a
 * colon and a title, and its cure with {@code ### Cure}.
 *
 * <p>Beside the problems there is one more entry, {@code broken}: the answer to a bug, which is no
 * refusal.
 */
public final class Catalogue {
  private static final String FILE = "catalogue.md";
  private static final Pattern GROUP = Pattern.compile("(?m)^# ");
  private static final Pattern PROBLEM = Pattern.compile("(?m)^## ");
  private static final Pattern ENTRY =
      Pattern.compile("([a-z-]+): ([^\n]+)\n\n(.+)\n\n### Cure\n\n(.+)\n*", Pattern.DOTALL);

  private final List<Group> groups;

  private Catalogue(List<Group> groups) {
    this.groups = List.copyOf(groups);
  }

  /** Problems that the same people run into. */
  public record Group(String title, List<Entry> entries) {
    public Group {
      entries = List.copyOf(entries);
    }
  }

  /**
   * The explanation of a kind of problem.
   *
   * @param code the problem's {@link Problem#code}
   * @param meaning what it means and why it is so, in Markdown
   * @param cure what to do about it, in Markdown
   */
  public record Entry(String code, String title, String meaning, String cure) {}

  /** Reads the catalogue that comes with the program. */
  public static Catalogue read() {
    try (var in = Catalogue.class.getResourceAsStream(FILE)) {
      if (in == null) {
        throw new IllegalStateException("The program comes without its " + FILE);
      }
      return of(new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Catalogue of(String markdown) {
    return new Catalogue(parts(GROUP, markdown).map(Catalogue::group).toList());
  }

  public List<Group> groups() {
    return groups;
  }

  public Optional<Entry> find(String code) {
    return groups.stream()
        .flatMap(group -> group.entries().stream())
        .filter(entry -> entry.code().equals(code))
        .findFirst();
  }

  private static Group group(String markdown) {
    var title = markdown.lines().findFirst().orElseThrow();
    return new Group(title, parts(PROBLEM, markdown).map(Catalogue::entry).toList());
  }

  private static Entry entry(String markdown) {
    var entry = ENTRY.matcher(markdown);
    if (!entry.matches()) {
      throw new IllegalStateException(FILE + " has an entry of another form: " + markdown);
    }
    return new Entry(entry.group(1), entry.group(2), entry.group(3), entry.group(4).strip());
  }

  /** Splits a text into the parts behind each mark; the text before the first belongs to none. */
  private static Stream<String> parts(Pattern mark, String markdown) {
    return mark.splitAsStream(markdown).skip(1);
  }
}
