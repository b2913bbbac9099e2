package dev.imprimatur.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.git.HostedGit;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.problem.ProblemException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever npm 11.19 makes of a package.json, its repository and its version, as its own modules
 * did it when the cases were recorded.
 */
final class PrepareStepsTest {
  private static final List<String> ALWAYS =
      List.of("package.json", "index.js", "cli.js", "lib/cli.js");

  static Stream<JsonObject> prepared() {
    return recorded("prepared.json");
  }

  static Stream<JsonObject> addresses() {
    return recorded("hosted-git.json");
  }

  static Stream<JsonObject> versions() {
    return recorded("versions.json");
  }

  @ParameterizedTest
  @MethodSource("prepared")
  void whatNpmSendsIsWhatItsStepsMakeOfTheTarball(JsonObject recorded) {
    var inside = recorded.object("inside").orElseThrow();
    var files = new HashSet<>(ALWAYS);
    files.addAll(recorded.object("files").orElseThrow().members().keySet());
    var readme =
        recorded
            .object("files")
            .flatMap(all -> all.text("README.md"))
            .map(text -> new Readme("README.md", text));
    var tarball = new Tarball(inside, readme, files, 1);

    var ours = PrepareSteps.of(inside, tarball);
    var npms = recorded.object("prepared").orElseThrow();
    assertThat(ours.members()).containsExactlyInAnyOrderEntriesOf(npms.members());
    assertThat(PrepareSteps.of(ours, tarball)).as("once more").isEqualTo(ours);
    // And so a document that npm sends agrees with its tarball.
    assertThat(ManifestAgreement.require(npms, tarball)).isEqualTo(ours);
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void aRepositoryIsWrittenAsNpmWritesIt(JsonObject recorded) {
    var hosted = HostedGit.of(recorded.text("given").orElseThrow());
    assertThat(hosted.map(HostedGit::written)).isEqualTo(recorded.text("written"));
    assertThat(hosted.map(HostedGit::asRepository)).isEqualTo(recorded.text("repository"));
    assertThat(hosted.map(HostedGit::docs)).isEqualTo(recorded.text("docs"));
    assertThat(hosted.flatMap(HostedGit::bugs)).isEqualTo(recorded.text("bugs"));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aVersionIsReadAsNpmReadsIt(JsonObject recorded) {
    var given = recorded.text("given").orElseThrow();
    var cleaned = recorded.text("cleaned");
    if (cleaned.isPresent()) {
      assertThat(Version.cleaned(given).value()).isEqualTo(cleaned.get());
    } else {
      assertThatThrownBy(() -> Version.cleaned(given)).isInstanceOf(ProblemException.class);
    }
  }

  private static Stream<JsonObject> recorded(String file) {
    try (var in = PrepareStepsTest.class.getResourceAsStream("/cases/" + file)) {
      var all = (JsonArray) Json.read(in.readAllBytes(), JsonRules.strict(100, 1_000_000));
      return all.items().stream().map(JsonObject.class::cast);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
