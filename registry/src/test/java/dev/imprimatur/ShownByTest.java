package dev.imprimatur;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that say of each line which test shows it: those tests are there. */
@Tag("house")
final class ShownByTest {
  /** A test class, and a method of it that may follow. */
  private static final Pattern NAMED = Pattern.compile("`([A-Z]\\w*Test)(?:#(\\w+))?`");

  @ParameterizedTest
  @ValueSource(strings = {"docs/client-traps.md", "docs/openssf.md"})
  void everyTestThatAPageNamesIsThere(String page) {
    var texts = tests();
    var named = NAMED.matcher(Sources.read(Sources.PROJECT.resolve(page))).results().toList();
    assertThat(named).hasSizeGreaterThan(20);
    for (var test : named) {
      assertThat(texts).as(page).containsKey(test.group(1));
      if (test.group(2) != null) {
        assertThat(texts.get(test.group(1)))
            .as("%s of %s, named by %s", test.group(2), test.group(1), page)
            .anyMatch(text -> text.contains(" void " + test.group(2) + "("));
      }
    }
  }

  /** By their names, of which several classes may have the same. */
  private static Map<String, List<String>> tests() {
    var texts = new HashMap<String, List<String>>();
    for (var file : Sources.all()) {
      texts.merge(
          name(file),
          List.of(Sources.read(file)),
          (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
    }
    return texts;
  }

  private static String name(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }
}
