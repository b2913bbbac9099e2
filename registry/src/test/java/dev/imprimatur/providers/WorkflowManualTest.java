package dev.imprimatur.providers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.rulebooks.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The workflows of the manual are those that the pages print, with the manual's own names. */
@Tag("house")
final class WorkflowManualTest {
  private static final Map<String, String> NAMES =
      Map.of(
          Workflow.REGISTRY,
          "https://npm.acme.example",
          Workflow.AUDIENCE,
          "npm:npm.acme.example",
          Workflow.RUNNER,
          "ubuntu-latest",
          "ci_config_ref_uri",
          ".gitlab-ci.yml",
          "email",
          "publisher@acme-ci.iam.gserviceaccount.com",
          "namespace",
          "ci",
          "serviceaccount",
          "publisher");

  static Stream<Provider> providers() {
    return Providers.usual().all().stream();
  }

  @ParameterizedTest
  @MethodSource("providers")
  void theManualPrintsTheSame(Provider provider) throws IOException {
    var names = new HashMap<>(NAMES);
    names.put("workflow_ref", file(provider));
    var manual =
        Files.readString(Path.of("../docs/manual/ci.md"))
            + Files.readString(Path.of("../docs/manual/getting-started.md"));
    assertThat(manual).contains("\n" + Workflow.of(provider).orElseThrow().with(names) + "\n```");
  }

  private static String file(Provider provider) {
    return provider.isJudgedByOperator()
        ? ""
        : provider.rulebook().settings().stream()
            .filter(setting -> setting.name().equals("workflow_ref"))
            .map(setting -> setting.words().example())
            .findFirst()
            .orElse("");
  }
}
