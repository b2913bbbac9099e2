package dev.imprimatur.doors.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every command that a page, a sentence or a comment tells to type is one that is there. */
final class NamedCommandTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> PLACES =
      List.of(
          "README.md",
          "CHANGELOG.md",
          "docs",
          "registry/src/main/java",
          "registry/src/main/resources",
          "registry/src/main/jte");

  private static final Pattern NAMED =
      Pattern.compile("(?<![\\w./@-])(?:\\./)?imprimatur ([a-z]+(?:-[a-z]+)*(?: [a-z-]+)?)");

  /** One that prints what can follow it is a word for several. */
  private static final Pattern GROUP = Pattern.compile("(?m)^Commands:");

  /** The launcher and the testkit have these. */
  private static final Set<String> ELSEWHERE = Set.of("demo", "fake-issuer", "jdk");

  private static Set<String> named() throws IOException {
    var found = new TreeSet<String>();
    for (var place : PLACES) {
      try (var files = Files.walk(PROJECT.resolve(place))) {
        for (var file : files.filter(Files::isRegularFile).toList()) {
          NAMED
              .matcher(Files.readString(file).replaceAll("\\\\?\n *(?://|\\*)? *", " "))
              .results()
              .map(each -> each.group(1))
              .forEach(found::add);
        }
      }
    }
    return found;
  }

  private static String help(TestRegistry registry, String... command) {
    var words = Stream.concat(Stream.of(command), Stream.of("--help")).toArray(String[]::new);
    return registry.terminal().run(words).out();
  }

  @Test
  void itIsThere() throws IOException {
    var named = named();
    assertThat(named).contains("package transfer", "trust add", "serve").hasSizeGreaterThan(40);
    try (var registry = TestRegistry.start()) {
      for (var command : named) {
        var words = command.split(" ", -1);
        if (ELSEWHERE.contains(words[0])) {
          continue;
        }
        var first = help(registry, words[0]);
        assertThat(first).as(command).contains("Usage: imprimatur " + words[0]);
        if (words.length > 1 && GROUP.matcher(first).find()) {
          assertThat(help(registry, words)).as(command).contains("Usage: imprimatur " + command);
        }
      }
    }
  }
}
