package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The documents: their links, the files and classes that they name, and their people. */
@Tag("house")
final class DocumentsTest {
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules");

  /** Code is not read for links, and a line that is set off by four spaces is code. */
  private static final Pattern CODE = Pattern.compile("(?s)```.*?\n *```|`[^`\n]*`");

  private static final Pattern SET_OFF = Pattern.compile("(?m)^ {4}.*$");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Pattern PRONOUN =
      Pattern.compile("(?i)\\b(he|him|his|himself|she|her|hers)\\b");

  /** A class of ours in backticks, and a member of it that may follow. */
  private static final Pattern CLASS = Pattern.compile("`@?([A-Z][a-z]\\w+)(?:[.#(][^`]*)?`");

  /** Names of HTTP's, of the JDK's and of certificates', and no classes of ours. */
  private static final Set<String> NO_CLASSES = Set.of("Vary", "Thread", "BuildConfigURI");

  /** A path, but for commands and for what a build makes. */
  private static final Pattern FILE =
      Pattern.compile(
          "`((?!\\./|(?:\\w+/)?target/)(?:[\\w.-]+/)+[\\w.-]*|[\\w-]+\\.(?:md|txt|sql|json))`");

  private static final Pattern OWNED = Pattern.compile("(?m)^(?:# )?/(\\S+) +@");

  private static final Pattern DECLARED =
      Pattern.compile("\\b(?:class|record|enum|interface) ([A-Z]\\w+)");

  /** Pages that send their reader to a place in the code. */
  private static final List<String> GUIDES =
      List.of("ARCHITECTURE.md", "CONTRIBUTING.md", "docs/load-bearing.md", "docs/providers.md");

  private static List<Path> documents() {
    return files(file -> file.toString().endsWith(".md"));
  }

  private static List<Path> files(Predicate<Path> wanted) {
    try (var files = Files.walk(Sources.PROJECT)) {
      return files
          .filter(wanted)
          .filter(file ->
              Stream.of(Sources.PROJECT.relativize(file).toString().split("/", -1))
                  .noneMatch(NOT_OURS::contains))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String prose(Path document) {
    return SET_OFF.matcher(CODE.matcher(Sources.read(document)).replaceAll("")).replaceAll("");
  }

  @Test
  void everyLinkLeadsSomewhere() {
    var broken = new ArrayList<String>();
    int seen = 0;
    for (var document : documents()) {
      for (var link : LINK.matcher(prose(document)).results().toList()) {
        var address = link.group(1);
        if (!address.contains("://")) {
          seen++;
          if (!leadsSomewhere(document, address)) {
            broken.add(Sources.PROJECT.relativize(document) + " -> " + address);
          }
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(seen).isGreaterThan(50);
  }

  private static boolean leadsSomewhere(Path document, String address) {
    var parts = address.split("#", 2);
    var target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  /** Headings as GitHub and GitLab make addresses of them. */
  private static List<String> anchors(Path document) {
    return HEADING
        .matcher(Sources.read(document))
        .results()
        .map(heading -> heading.group(1).toLowerCase(Locale.ROOT))
        .map(text -> text.replaceAll("[^\\w\\s-]", "").strip().replaceAll("\\s", "-"))
        .toList();
  }

  @Test
  void nobodyIsOfOneSex() {
    var found = new ArrayList<String>();
    var here = Path.of("DocumentsTest.java");
    var all = Stream.concat(documents().stream(), Sources.all().stream());
    for (var text : all.filter(file -> !file.endsWith(here)).toList()) {
      Sources.read(text)
          .lines()
          .filter(line -> !line.contains("*he*") && PRONOUN.matcher(line).find())
          .forEach(line -> found.add(Sources.PROJECT.relativize(text) + ": " + line.strip()));
    }
    assertThat(found).as("people are they, the caller, the owner").isEmpty();
  }

  @Test
  void whatAGuideNamesIsThere() {
    var types = new HashSet<String>();
    for (var file : Sources.all()) {
      DECLARED.matcher(Sources.read(file)).results().forEach(type -> types.add(type.group(1)));
    }
    var lost = new ArrayList<String>();
    for (var guide : GUIDES) {
      var text = Sources.read(Sources.PROJECT.resolve(guide));
      CLASS
          .matcher(text)
          .results()
          .filter(name -> !types.contains(name.group(1)) && !NO_CLASSES.contains(name.group(1)))
          .forEach(name -> lost.add(guide + ": " + name.group()));
    }
    assertThat(lost).isEmpty();
  }

  /** Whoever adds a refusal, a route, an event or a CI system goes by these. */
  @Test
  void theFilesThatAContributorIsSentToAreThere() {
    var named = FILE.matcher(Sources.read(Sources.PROJECT.resolve("CONTRIBUTING.md"))).results();
    var there = files(_ -> true);
    var lost =
        named
            .map(name -> name.group(1))
            .filter(name -> there.stream().noneMatch(file -> isCalled(file, name)))
            .toList();
    assertThat(lost).isEmpty();
  }

  /** Whoever fills in its teams finds a folder behind each line. */
  @Test
  void whatAnOwnerIsLookedForIsThere() {
    var lines = Sources.read(Sources.PROJECT.resolve(".github/CODEOWNERS"));
    var named = OWNED.matcher(lines).results().map(line -> line.group(1)).toList();
    assertThat(named)
        .hasSizeGreaterThan(10)
        .allMatch(path -> Files.exists(Sources.PROJECT.resolve(path)));
  }

  /** By its path from wherever, and a class without its ending. */
  private static boolean isCalled(Path file, String name) {
    var end = Path.of(name.replaceFirst("/$", ""));
    return file.endsWith(end) || file.endsWith(end + ".java");
  }
}
