package dev.imprimatur;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One row of the catalogue of attacks.
 *
 * @param what somebody tries
 * @param outcome what they meet; empty where no test shows it
 * @param why no test shows it; empty where one does
 */
record AttackCatalogue(String id, String what, String outcome, String why) {
  private static final Path CATALOGUE = Path.of("src/test/resources/attacks/catalogue.txt");
  private static final Path TESTS = compiledTests();
  private static final Pattern ROW =
      Pattern.compile("([JRCKPABS]\\d{2,3}) \\| ([^|]+) \\| ([^|]*?) ?\\|(?: ([^|]+))?");

  static List<AttackCatalogue> all() {
    return Sources.read(CATALOGUE)
        .lines()
        .filter(line -> line.contains("|"))
        .skip(1)
        .map(AttackCatalogue::row)
        .toList();
  }

  private static AttackCatalogue row(String line) {
    var row = ROW.matcher(line);
    if (!row.matches()) {
      throw new AssertionError("Not a row: " + line);
    }
    var why = row.group(4);
    return new AttackCatalogue(row.group(1), row.group(2), row.group(3), why == null ? "" : why);
  }

  /** The simple names of the test classes that show an attack, by its id. */
  static Map<String, Set<String>> shownBy() {
    Map<String, Set<String>> shown = new TreeMap<>();
    marked()
        .forEach(mark -> {
          for (var id : mark.row().value()) {
            shown.computeIfAbsent(id, key -> new TreeSet<>()).add(mark.test().getSimpleName());
          }
        });
    return shown;
  }

  /** A test, or a class of tests, that names attacks. */
  record Mark(Class<?> test, AnnotatedElement at, Covers row) {
    boolean isMethod() {
      return at instanceof Method;
    }
  }

  static List<Mark> marked() {
    return testClasses().stream()
        .flatMap(test ->
            Stream.concat(Stream.of(test), Arrays.stream(test.getDeclaredMethods()))
                .filter(each -> each.isAnnotationPresent(Covers.class))
                .map(each -> new Mark(test, each, each.getAnnotation(Covers.class))))
        .toList();
  }

  private static Path compiledTests() {
    try {
      return Path.of(
          AttackCatalogue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<Class<?>> testClasses() {
    try (var files = Files.walk(TESTS)) {
      return files
          .map(file -> TESTS.relativize(file).toString())
          .filter(file -> file.endsWith("Test.class") && !file.contains("$"))
          .sorted()
          .<Class<?>>map(file -> load(file.replace(".class", "").replace('/', '.')))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name, false, AttackCatalogue.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }
}
