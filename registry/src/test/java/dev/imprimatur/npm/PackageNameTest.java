package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"rocket", "@acme/rocket", "a", "0", "a.b_c-d~e", "@a/b", "--", "-a"})
  void aGoodNameIsTaken(String name) {
    assertThat(new PackageName(name).value()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Rocket",
        ".rocket",
        "_rocket",
        "a/b",
        "a b",
        "@acme",
        "@/rocket",
        "@acme/",
        "@acme/.x",
        "@.acme/x",
        "@acme/a/b",
        "-",
        "node_modules",
        "favicon.ico",
        "rück",
        "a%2fb",
        "../x",
        "a\n",
        "ROCKET",
        "a:b",
        "a@b",
        "@@a/b",
        "a*",
        "a'b",
        "a!b",
        "a(b)",
        "İ",
        "a\0",
        "con\\x",
      })
  void aBadNameIsRefused(String name) {
    assertThatThrownBy(() -> new PackageName(name))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.problem()).isInstanceOf(PackageProblem.InvalidName.class));
  }

  @Test
  void aNameMayHave214CharactersAndNoMore() {
    assertThat(new PackageName("a".repeat(214)).value()).hasSize(214);
    assertThatThrownBy(() -> new PackageName("a".repeat(215))).isInstanceOf(ProblemException.class);
  }

  @Test
  void aNameKnowsItsParts() {
    var name = new PackageName("@acme/rocket");
    assertThat(name.scope()).contains("acme");
    assertThat(name.unscoped()).isEqualTo("rocket");
    assertThat(name.escaped()).isEqualTo("@acme%2frocket");
    assertThat(name.tarballFile(new Version("1.0.0"))).isEqualTo("rocket-1.0.0.tgz");
    assertThat(new PackageName("rocket").scope()).isEmpty();
  }
}
