package dev.imprimatur.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("house")
class CatalogueTest {
  private final Catalogue catalogue = Catalogue.read();

  @Test
  void everyProblemIsExplainedAndNothingElseButABug() {
    // The problem of a step has the code of the problem that it is about.
    var problems =
        kinds(Problem.class).filter(kind -> kind != StepProblem.class).map(Problem::code);

    assertThat(entries().map(Catalogue.Entry::code))
        .containsExactlyInAnyOrderElementsOf(Stream.concat(problems, Stream.of("broken")).toList());
  }

  @Test
  void everyEntrySaysWhatTheProblemMeansAndHowToCureIt() {
    assertThat(entries())
        .allSatisfy(entry -> {
          assertThat(entry.title()).hasSizeBetween(10, 60).doesNotEndWith(".");
          assertThat(entry.meaning()).hasSizeGreaterThan(30).doesNotContain("###");
          assertThat(entry.cure()).hasSizeGreaterThan(15).doesNotContain("###");
        });
  }

  @Test
  void anEntryIsFoundByItsCode() {
    assertThat(catalogue.find("version-exists"))
        .hasValueSatisfying(entry -> assertThat(entry.title()).isEqualTo("This version is taken"));
    assertThat(catalogue.find("no-such-code")).isEmpty();
  }

  @Test
  void anEntryWithoutACureStopsTheStart() {
    assertThatThrownBy(() -> Catalogue.of("# Group\n\n## some-code: Title\n\nIt means this.\n"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("some-code");
  }

  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(CatalogueTest::kinds)
        : Stream.of(type);
  }

  private Stream<Catalogue.Entry> entries() {
    return catalogue.groups().stream().flatMap(group -> group.entries().stream());
  }
}
