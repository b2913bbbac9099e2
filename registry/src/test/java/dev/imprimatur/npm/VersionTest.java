package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.problem.ProblemException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class VersionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0",
        "1.2.3",
        "10.20.30",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-0.3.7",
        "1.0.0-x-y-z.--",
        "1.0.0-0a",
        "9007199254740991.0.0",
      })
  void aGoodVersionIsTaken(String version) {
    assertThat(new Version(version).value()).isEqualTo(version);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1",
        "1.2",
        "v1.2.3",
        "=1.2.3",
        "1.2.3.4",
        "01.2.3",
        "1.02.3",
        "1.2.3-",
        "1.2.3-01",
        "1.2.3-a..b",
        "1.2.3+build",
        "1.2.x",
        "latest",
        " 1.2.3",
        "1.2.3 ",
        "1.2.3\n",
        "-1.2.3",
        "9007199254740992.0.0",
        "99999999999999999999.0.0",
        "1.0.0-9007199254740992",
        "../1.0.0",
        "1.0.0-ü",
      })
  void aBadVersionIsRefused(String version) {
    assertThatThrownBy(() -> new Version(version)).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @CsvSource({"v1.2.3,1.2.3", "' =v1.2.3 ',1.2.3", "1.2.3+build.5,1.2.3", "1.2.3-a+b,1.2.3-a"})
  void aPackageJsonMayWriteItMoreLoosely(String raw, String cleaned) {
    assertThat(Version.cleaned(raw)).isEqualTo(new Version(cleaned));
  }

  /** The order of the example in semver.org, item 11, and its neighbourhood. */
  @Test
  void versionsAreOrderedByPrecedence() {
    var ordered =
        Stream.of(
                "0.9.0",
                "1.0.0-1",
                "1.0.0-2",
                "1.0.0-11",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "1.0.1",
                "1.2.0",
                "1.10.0",
                "2.0.0-0",
                "2.0.0")
            .map(Version::new)
            .toList();
    List<Version> shuffled = new ArrayList<>(ordered);
    Collections.shuffle(shuffled, new Random(7));
    Collections.sort(shuffled);
    assertThat(shuffled).isEqualTo(ordered);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "1.0",
        "1.0.0",
        "v1",
        "x",
        "X",
        "*",
        "1.x",
        "1.X.x",
        "v1.2.3-beta",
        "~1.2",
        "~x",
        "",
        "a b",
        ">1",
        "^1",
        "a||b",
        "a/b",
        "ü",
        "1.2.3-beta.1",
      })
  void aTagThatReadsLikeARangeIsRefused(String tag) {
    assertThatThrownBy(() -> new DistTag(tag)).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"latest", "next", "beta-1", "v1-lts", "release-1.x", "canary.5", "x1"})
  void aTagIsAWord(String tag) {
    assertThat(new DistTag(tag).value()).isEqualTo(tag);
  }
}
