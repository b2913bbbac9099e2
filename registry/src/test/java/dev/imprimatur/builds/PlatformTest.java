package dev.imprimatur.builds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.provenance.Identity;
import dev.imprimatur.provenance.Identity.Field;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.rules.Provider;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a certificate is read by the same address as the identity token of its job. */
final class PlatformTest {
  private static Provider provider(String id) {
    return Providers.usual().find(id).orElseThrow();
  }

  private static Identity by(Map<Field, String> fields) {
    return Identity.of("", field -> Optional.ofNullable(fields.get(field)));
  }

  private static String server(String id, String issuer, JsonObject claims) {
    return Platform.ofProvider(id).orElseThrow().server(by(Map.of(Field.ISSUER, issuer)), claims);
  }

  /** Where the pages of a project are that a token names, and its repository by a certificate. */
  @ParameterizedTest
  @CsvSource({
    "github, https://token.actions.githubusercontent.com, https://github.com, true",
    "github, https://token.actions.githubusercontent.com/acme, https://github.com, true",
    "github, https://token.actions.acme.ghe.com, https://acme.ghe.com, true",
    "github, https://token.actions.acme.ghe.com/acme, https://acme.ghe.com, true",
    "github, https://github.acme.example/_services/token, https://github.acme.example, false",
    "github, https://git.acme.example:8443/_services/token, https://git.acme.example:8443, false",
    "gitlab, https://gitlab.com, https://gitlab.com, true",
    "gitlab, https://gitlab.acme.example, https://gitlab.acme.example, false",
    "gitlab, https://acme.example:9090/gitlab, https://acme.example:9090/gitlab, false",
  })
  void bothSayTheSameOfAnIssuer(String id, String url, String web, boolean hosts) {
    var claim = id.equals("github") ? "repository" : "project_path";
    var recorded = JsonObject.with("iss", url).and(claim, "acme/rocket").build();
    assertThat(provider(id).facts(recorded).getFirst().address()).contains(web + "/acme/rocket");
    assertThat(server(id, url, recorded)).isEqualTo(web + "/");
    var issuer = IssuerJson.read(provider(id), url, JsonObject.EMPTY);
    assertThat(provider(id).hostsRunners(issuer)).isEqualTo(hosts);
    assertThat(Platform.ofProvider(id).orElseThrow().hostsRunners(url)).isEqualTo(hosts);
  }

  @Test
  void bothGoByTheOperatorsWord() {
    var recorded =
        JsonObject.with("iss", "https://ci-tokens.acme.example")
            .and("server", "https://acme.example/gitlab")
            .and("project_path", "acme/rocket")
            .and("job_id", "7")
            .build();
    var same = "https://acme.example/gitlab/acme/rocket";
    assertThat(provider("gitlab").facts(recorded).getFirst().address()).contains(same);
    var by =
        by(Map.of(Field.ISSUER, "https://ci-tokens.acme.example", Field.SOURCE_REPOSITORY, same));
    assertThat(Platform.GITLAB.job(by, recorded))
        .contains(new Said.Same(Field.SOURCE_REPOSITORY, same))
        .contains(new Said.Same(Field.RUN_INVOCATION, same + "/-/jobs/7"));
  }

  @ParameterizedTest
  @CsvSource({
    ".gitlab-ci.yml, .gitlab-ci.yml",
    "ci/publish.yml@acme/ci, ci/publish.yml@acme/ci",
    "https://ci.acme.example/publish.yml, https://ci.acme.example/publish.yml",
  })
  void theFileOfACertificateIsAllThatStandsBeforeItsRef(String said, String file) {
    var repository = "https://gitlab.com/acme/rocket";
    var by =
        by(
            Map.of(
                Field.SOURCE_REPOSITORY,
                repository,
                Field.SOURCE_REF,
                "refs/heads/a@b",
                Field.BUILD_CONFIG,
                repository + "//" + said + "@refs/heads/a@b"));
    assertThat(Platform.GITLAB.file(by)).contains(file);
  }
}
