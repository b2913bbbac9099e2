package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.problem.ProblemException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageGlobTest {
  @ParameterizedTest
  @CsvSource({
    "rocket,rocket,true",
    "rocket,rocket2,false",
    "rocket*,rocket2,true",
    "*,rocket,true",
    "*,@acme/rocket,true",
    "@acme/*,@acme/rocket,true",
    "@acme/*,@acme2/rocket,false",
    "@acme/*,acme,false",
    "@acme/ro*,@acme/rocket,true",
    "@acme/ro*,@acme/other,false",
  })
  void aGlobMatchesFromTheBeginning(String glob, String name, boolean matches) {
    assertThat(new PackageGlob(glob).matches(new PackageName(name))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "@ac*", "@*/x", "a*b", "**", "@acme/", "A*", "../*", "a/*", "@acme"})
  void aGlobThatCouldMeanMoreThanItSaysIsRefused(String glob) {
    assertThatThrownBy(() -> new PackageGlob(glob)).isInstanceOf(ProblemException.class);
  }
}
