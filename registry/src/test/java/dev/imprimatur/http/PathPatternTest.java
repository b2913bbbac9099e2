package dev.imprimatur.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.problem.ProblemException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathPatternTest {
  private static final PathPattern VERSION = PathPattern.of("/{package}/{version}");

  @ParameterizedTest
  @CsvSource({
    "/rocket/1.0.0,rocket,1.0.0",
    "/@acme%2frocket/1.0.0,@acme/rocket,1.0.0",
    "/@acme%2Frocket/1.0.0,@acme/rocket,1.0.0",
    "/@acme/rocket/1.0.0,@acme/rocket,1.0.0",
    "/%40acme/rocket/1.0.0,@acme/rocket,1.0.0",
    "/%40acme%2frocket/1.0.0,@acme/rocket,1.0.0",
    "/a%252fb/1,a%2fb,1",
    "/a+b/1,a+b,1",
    "/%C3%BC/1,ü,1",
    "/a%2Fb/1,a/b,1",
  })
  void aPackageIsOneParameterHoweverItsSlashIsWritten(String path, String name, String version) {
    assertThat(VERSION.match(path)).contains(Map.of("package", name, "version", version));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/rocket", "/@acme/rocket", "/a/b/c", "/@acme/a/b/c", "/", "", "/@acme"})
  void otherPathsDoNotMatch(String path) {
    assertThat(VERSION.match(path)).isEmpty();
  }

  @Test
  void literalsAreTakenToTheLetter() {
    var ping = PathPattern.of("/-/ping");
    assertThat(ping.match("/-/ping")).isPresent();
    assertThat(ping.match("/-/pin%67")).isEmpty();
    assertThat(ping.match("/-/PING")).isEmpty();
    assertThat(ping.match("/-/ping/")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz/1", "/%/1", "/a%2/1", "/%ff/1", "/%c0%af/1", "/%ed%a0%80/1"})
  void aBrokenEscapeIsRefused(String path) {
    assertThatThrownBy(() -> VERSION.match(path)).isInstanceOf(ProblemException.class);
  }
}
