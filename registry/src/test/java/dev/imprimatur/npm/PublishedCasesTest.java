package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.problem.PackageProblem;
import dev.imprimatur.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Packages as people have them: what npm 11.19 sent for each folder, beside what it had packed.
 * Whoever kept something back that npm tells of is taken if it is nothing that clients decide by.
 */
final class PublishedCasesTest {
  /** Which of them are refused, and what the refusal says of its cause. */
  private static final Map<String, String> REFUSED =
      Map.of("gyp-kept-back", "\"gypfile\": false", "changed-while-packed", "postpack");

  static Stream<Named<JsonObject>> cases() {
    try (var in = PublishedCasesTest.class.getResourceAsStream("/cases/published.json")) {
      var all = (JsonArray) Json.read(in.readAllBytes(), JsonRules.strict(100, 1_000_000));
      return all.items().stream()
          .map(JsonObject.class::cast)
          .map(each -> Named.of(each.text("name").orElseThrow(), each));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void whatNpmSentIsTakenOrRefusedForItsCause(JsonObject recorded) {
    var document = recorded.object("document").orElseThrow();
    var tarball = tarball(recorded);
    var cause = Optional.ofNullable(REFUSED.get(recorded.text("name").orElseThrow()));
    if (cause.isPresent()) {
      assertThatThrownBy(() -> ManifestAgreement.require(document, tarball))
          .isInstanceOfSatisfying(
              ProblemException.class,
              e -> {
                assertThat(e.problem()).isInstanceOf(PackageProblem.ManifestMismatch.class);
                assertThat(e.problem().detail()).contains("scripts").contains(cause.get());
              });
      return;
    }
    var served =
        Manifest.of(
            ManifestAgreement.require(document, tarball), Manifest.ofPublish(document), tarball);
    assertThat(served.json().without("_id"::equals))
        .isEqualTo(PrepareSteps.of(tarball.packageJson(), tarball));
  }

  private static Tarball tarball(JsonObject recorded) {
    var files =
        recorded.array("files").orElseThrow().items().stream()
            .map(file -> ((JsonText) file).value())
            .collect(Collectors.toSet());
    return new Tarball(recorded.object("inside").orElseThrow(), Optional.empty(), files, 1);
  }
}
