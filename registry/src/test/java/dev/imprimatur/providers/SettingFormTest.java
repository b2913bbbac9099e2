package dev.imprimatur.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.claimrules.Rulebook;
import dev.imprimatur.problem.ProblemException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people may write into a setting, and what a refusal calls it. */
final class SettingFormTest {
  private static final String COMMIT = "718ba2fc43c2614bbc2235bfd96cfd984ce78faf";

  private static Rulebook rulebook(String provider) {
    return Providers.anyIssuerOf(Providers.usual().find(provider).orElseThrow()).rulebook();
  }

  private static void read(String provider, String name, String text) {
    var usual =
        provider.equals("github")
            ? Map.of("repository", "acme/rocket", "workflow_ref", "publish.yml")
            : Map.of("project_path", "acme/rocket", "ci_config_ref_uri", ".gitlab-ci.yml");
    var texts = new HashMap<String, List<String>>();
    usual.forEach((setting, value) -> texts.put(setting, List.of(value)));
    texts.put(name, List.of(text));
    assertThat(rulebook(provider).parse(texts).texts(name)).containsExactly(text);
  }

  private static void refused(String provider, String name, String text) {
    assertThatThrownBy(() -> read(provider, name, text))
        .as(text)
        .isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"octocat_acme/rocket", "a/rocket", "acme-inc/.github", "a_b_c/x"})
  void anOwnerOnGitHubMayHaveAnUnderscore(String repository) {
    read("github", "repository", repository);
    read("github", "job_workflow_ref", repository + "/.github/workflows/publish.yml@" + COMMIT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"_acme/rocket", "acme./rocket", "acme/rocket/x", "a b/rocket", "/rocket"})
  void butNoOtherSign(String repository) {
    refused("github", "repository", repository);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".gitlab-ci.yml",
        "ci/publish.yaml",
        "ci/publish.yml@acme/ci",
        "ci/publish.yml@acme/tools/ci:v1.x",
        "https://ci.acme.example/publish.yml",
        "https://ci.acme.example:8443/a/b-c/publish.yaml",
        "*",
      })
  void aPipelineFileIsTheProjectsAnothersOrAtAnAddress(String file) {
    read("gitlab", "ci_config_ref_uri", file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "publish.yml@acme",
        "publish.yml@",
        "publish.yml@acme/ci@acme/ci",
        "publish.yml@acme/ci:",
        "publish.yml@acme/ci:a b",
        "publish.yml@acme/../ci",
        "@acme/ci",
        "http://ci.acme.example/publish.yml",
        "https://ci.acme.example/publish.sh",
        "https://ci.acme.example/../publish.yml",
        "https://ci.acme.example/publish.yml?x=1",
        "https://mallory@ci.acme.example/publish.yml",
        "https:///publish.yml",
        "//publish.yml",
        "../publish.yml",
      })
  void butNothingThatIsHalfOfIt(String file) {
    refused("gitlab", "ci_config_ref_uri", file);
  }

  @ParameterizedTest
  @CsvSource({
    "github, event_name, workflow_run, an event",
    "github, environment, x\u00a0, an environment",
    "github, repository, x, a repository",
    "github, ref, x, a ref",
    "github, runner_environment, x, a runner",
    "gitlab, environment_protected, x, an environment protection",
  })
  void aRefusalCallsItByItsRightArticle(String provider, String name, String text, String called) {
    assertThatThrownBy(() -> read(provider, name, text)).hasMessageContaining(" is not " + called);
  }
}
