package dev.imprimatur.rulebooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.issuers.IssuerJson;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.providers.Providers;
import dev.imprimatur.sigstore.Identity;
import dev.imprimatur.sigstore.Identity.Field;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a certificate is read by the same address as the identity token of its job. */
final class ProvenanceFormTest {
  private static Provider provider(String id) {
    return Providers.usual().find(id).orElseThrow();
  }

  private static ProvenanceForm form(String id) {
    return provider(id).provenance().orElseThrow();
  }

  private static Identity by(Map<Field, String> fields) {
    return Identity.of("", fields);
  }

  private static String server(String id, String issuer, JsonObject claims) {
    return form(id).server(by(Map.of(Field.ISSUER, issuer)), claims);
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
    assertThat(server(id, url, recorded)).isEqualTo(web);
    var issuer = IssuerJson.read(provider(id), url, JsonObject.EMPTY);
    assertThat(issuer.traits().hasRunners()).isEqualTo(hosts);
    assertThat(provider(id).hostsRunners(url)).isEqualTo(hosts);
  }

  /** Of a certificate's issuer nothing is guessed that frees it from running where it should. */
  @Test
  void whateverIsBelowGitHubsIssuerHasGitHubsRunners() {
    var odd = "https://token.actions.githubusercontent.com/some_enterprise";
    assertThat(provider("github").hostsRunners(odd)).isTrue();
    assertThat(
            provider("github").facts(JsonObject.with("iss", odd).and("repository", "a/b").build()))
        .allMatch(fact -> fact.address().isEmpty());
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
    assertThat(form("gitlab").job(by, recorded))
        .contains(new FieldMatch(Field.SOURCE_REPOSITORY, same))
        .contains(new FieldMatch(Field.RUN_INVOCATION, same + "/-/jobs/7"));
  }

  /** Where it runs, a project may be on plain http; a certificate names it as its issuer does. */
  @ParameterizedTest
  @CsvSource({
    "github, http://git.corp/_services/token, http://git.corp",
    "github, http://127.0.0.1:9999, https://github.com",
    "gitlab, http://gitlab.corp/, http://gitlab.corp",
  })
  void aCertificateMayNameWhatNoLinkLeadsTo(String id, String url, String server) {
    assertThat(server(id, url, JsonObject.EMPTY)).isEqualTo(server);
  }

  @Test
  void aTemplateNamesNoFieldThatACertificateHasNot() {
    assertThatThrownBy(() ->
            ProvenanceForm.provenance("x", "y").repeats("a.b", Field.SOURCE_REF, "{SourceRef}"))
        .hasMessageContaining("SourceRef");
  }

  @Test
  void aClaimIsPutIntoATemplateAsItIs() {
    var template = new FieldTemplate(Field.RUN_INVOCATION, "{server}/runs/{run}");
    var claims = Map.of("server", "https://a.example", "run", "{server}$1\\\\");
    assertThat(template.from(place -> Optional.ofNullable(claims.get(place))))
        .contains("https://a.example/runs/{server}$1\\\\");
    assertThat(template.from(_ -> Optional.empty())).isEmpty();
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
    assertThat(form("gitlab").file(by)).contains(file);
  }
}
