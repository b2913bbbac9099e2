package dev.imprimatur.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.imprimatur.testkit.ci.AzurePipelines;
import dev.imprimatur.testkit.ci.Buildkite;
import dev.imprimatur.testkit.ci.CiSystem;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import dev.imprimatur.testkit.ci.CiSystems;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.GiteaActions;
import dev.imprimatur.testkit.ci.Jenkins;
import dev.imprimatur.testkit.ci.Job;
import dev.imprimatur.testkit.ci.Spiffe;
import dev.imprimatur.testkit.ci.Workload;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CiSystemsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final SigningKey KEY = SigningKey.rsa();
  private static final String AUDIENCE = "npm:registry.test";

  static Stream<Workload> jobs() {
    return CiSystems.EXAMPLES.stream();
  }

  @Test
  void everySystemHasAnExampleUnderItsId() {
    assertThat(CiSystems.ALL).extracting(CiSystem::id).doesNotHaveDuplicates().isNotEmpty();
    assertThat(CiSystems.example("gitlab").map(Workload::system)).contains(GitLab.SYSTEM);
    assertThat(CiSystems.example("GitLab")).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aTokenVerifiesWithTheKeysThatDiscoveryLeadsTo(Job job) throws Exception {
    try (var issuer = FakeIssuer.start(job.system(), InstantSource.fixed(NOW), KEY);
        var visitor = new Visitor()) {
      var server = issuer.keySetAddress().replaceFirst("(:\\d+)/.*", "$1");
      var address = server + job.system().site().path() + "/.well-known/openid-configuration";
      var document = JSONObjectUtils.parse(visitor.get(address).body());
      var keys = visitor.get(JSONObjectUtils.getString(document, "jwks_uri"));
      var token = issuer.sign(job);

      assertThat(document).containsEntry("issuer", issuer.issuer());
      assertThat(keys.body()).isEqualTo(issuer.keySetJson());
      assertThat(Verification.accepts(keys.body(), token)).isTrue();
      assertThat(issuer.requestsForDiscovery()).isEqualTo(1);
      assertThat(issuer.requestsForKeys()).isEqualTo(1);
      assertThat(Verification.claims(token).keySet()).isEqualTo(issuer.claims(job).keySet());
    }
  }

  @ParameterizedTest
  @MethodSource("jobs")
  void aJobHasAWayToATokenForTheRegistry(Job job) throws Exception {
    try (var issuer = FakeIssuer.start(job.system(), InstantSource.fixed(NOW), KEY);
        var visitor = new Visitor()) {
      var without = issuer.jobWithoutIdTokens(job).environment();
      var with = issuer.job(job).environment();
      var token =
          job.system().supply() == Supply.GIVEN
              ? variable(with, "NPM_ID_TOKEN")
              : asked(visitor, with, "&audience=" + AUDIENCE);

      assertThat(with).containsAllEntriesOf(without);
      assertThat(without.keySet()).noneMatch(variable -> variable.contains("TOKEN"));
      assertThat(Verification.accepts(issuer.keySetJson(), token)).isTrue();
      if (job.system().supply() == Supply.ASKED_FOR) {
        assertThat(Verification.claims(token).get("aud")).isIn(AUDIENCE, List.of(AUDIENCE));
      }
    }
  }

  @Test
  void eachSystemIsWhatNpmTakesItFor() {
    assertThat(environment(GitLab.push("acme/rocket").but(GitLab.tag("v1.2.3"))))
        .containsEntry("CI", "true")
        .containsEntry("GITLAB_CI", "true")
        .containsEntry("CI_PROJECT_PATH", "acme/rocket")
        .containsEntry("CI_COMMIT_TAG", "v1.2.3")
        .doesNotContainKey("CI_COMMIT_BRANCH");
    assertThat(environment(CircleCi.push("acme/rocket")))
        .containsEntry("CIRCLECI", "true")
        .containsEntry("CIRCLE_BRANCH", "main");
    assertThat(environment(Buildkite.build("acme", "rocket"))).containsEntry("BUILDKITE", "true");
    assertThat(environment(AzurePipelines.run("acme", "rocket", "publish")))
        .containsEntry("TF_BUILD", "True");
    for (var forge :
        List.of(
            ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml"),
            GiteaActions.push("acme/rocket", ".gitea/workflows/publish.yml"))) {
      assertThat(environment(forge))
          .containsEntry("GITHUB_ACTIONS", "true")
          .containsEntry("GITHUB_REPOSITORY", "acme/rocket")
          .containsEntry("GITHUB_REF", "refs/heads/main")
          .containsEntry("GITHUB_SERVER_URL", "https://ci.acme.example");
    }
    assertThat(environment(Jenkins.build("job/rocket/")))
        .containsEntry("JENKINS_URL", "https://ci.acme.example/")
        .containsEntry("JOB_URL", "https://ci.acme.example/job/rocket/");
  }

  @Test
  void whatFollowsFromASituationKeepsInStep() {
    assertThat(claims(GitLab.push("acme/rocket").but(GitLab.tag("v1.2.3"))))
        .containsEntry("ref", "v1.2.3")
        .containsEntry("ref_type", "tag")
        .containsEntry(
            "ci_config_ref_uri", "ci.acme.example/acme/rocket//.gitlab-ci.yml@refs/tags/v1.2.3")
        .containsEntry("sub", "project_path:acme/rocket:ref_type:tag:ref:v1.2.3");
    var ofFork = claims(GitLab.push("acme/rocket").but(GitLab.mergeRequestOfFork("evil/rocket")));
    assertThat(ofFork)
        .containsEntry("project_path", "evil/rocket")
        .containsEntry("job_project_path", "acme/rocket")
        .containsEntry("job_project_id", claims(GitLab.push("acme/rocket")).get("project_id"))
        .containsEntry("pipeline_source", "merge_request_event");
    assertThat(claims(GitLab.push("acme/rocket").but(GitLab.file("ci/publish.yml"))))
        .containsEntry(
            "ci_config_ref_uri", "ci.acme.example/acme/rocket//ci/publish.yml@refs/heads/main");
    assertThat(
            claims(
                ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml")
                    .but(ForgejoActions.pullRequest(7))))
        .containsEntry(
            "workflow_ref", "acme/rocket/.forgejo/workflows/publish.yml@refs/pull/7/head")
        .containsEntry("sub", "repo:acme/rocket:pull_request");
    assertThat(
            claims(
                AzurePipelines.run("acme", "rocket", "publish")
                    .but(AzurePipelines.serviceConnection("npm"))))
        .containsEntry("sub", "sc://acme/rocket/npm")
        .doesNotContainKeys("def_id", "prj_id", "rpo_uri");
    assertThat(claims(Spiffe.workload("spiffe://acme.example/ci/publisher")))
        .doesNotContainKey("iss");
  }

  /** As it stands in its own claim: host, port and path, wherever its tokens come from. */
  @Test
  void aGitLabIsSeenAtItsWholeAddress() {
    var now = Instant.parse("2026-11-22T12:00:00Z");
    var push = GitLab.push("acme/rocket");
    assertThat(push.payload("https://acme.example:9090/gitlab", "x", now))
        .containsEntry("runner_environment", "self-hosted")
        .containsEntry(
            "ci_config_ref_uri",
            "acme.example:9090/gitlab/acme/rocket//.gitlab-ci.yml@refs/heads/main");
    assertThat(
            push.but(GitLab.seenAt("https://git.acme.example/lab"))
                .payload("https://bucket.example", "x", now))
        .containsEntry(
            "ci_config_ref_uri",
            "git.acme.example/lab/acme/rocket//.gitlab-ci.yml@refs/heads/main");
    assertThat(push.payload("https://gitlab.com", "x", now))
        .containsEntry("runner_environment", "gitlab-hosted");
  }

  @Test
  void aSpiffeBundleAndItsHeadersAreSpiffes() throws Exception {
    try (var issuer = FakeIssuer.start(Spiffe.SYSTEM, InstantSource.fixed(NOW), KEY)) {
      var token = issuer.sign(Spiffe.workload("spiffe://acme.example/ci/publisher"));

      assertThat(issuer.issuer()).isEqualTo("spiffe://acme.example");
      assertThat(issuer.keySetJson()).contains("\"use\":\"jwt-svid\"");
      assertThat(SignedJWT.parse(token).getHeader().toJSONObject()).containsOnlyKeys("alg", "kid");
    }
  }

  @Test
  void theLastWordOnAClaimIsWiths() {
    var job = GitLab.push("acme/rocket").with("ref_path", 5).without("sha").issuedAt(NOW);

    assertThat(claims(job))
        .containsEntry("ref_path", 5)
        .containsEntry("ref", "main")
        .doesNotContainKey("sha")
        .containsEntry("iat", NOW.getEpochSecond())
        .containsEntry("nbf", NOW.getEpochSecond() - 5)
        .containsEntry("exp", NOW.getEpochSecond() + 3600);
  }

  private static Map<String, @Nullable Object> claims(Job job) {
    return job.payload(job.system().site().issuerAt("https://ci.acme.example"), AUDIENCE, NOW);
  }

  private static Map<String, String> environment(Job job) {
    return job.system().variables().apply(claims(job));
  }

  private static String asked(Visitor visitor, Map<String, String> environment, String more)
      throws Exception {
    var answer =
        visitor.get(
            variable(environment, "ACTIONS_ID_TOKEN_REQUEST_URL") + more,
            variable(environment, "ACTIONS_ID_TOKEN_REQUEST_TOKEN"));
    return JSONObjectUtils.getString(JSONObjectUtils.parse(answer.body()), "value");
  }

  private static String variable(Map<String, String> environment, String name) {
    return Objects.requireNonNull(environment.get(name), name);
  }
}
