package dev.imprimatur.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JobClaimsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final JobClaims CLAIMS = JobClaims.of("acme/rocket", "publish.yml");

  @Test
  void aJobIsAPushToMain() {
    assertThat(payload(CLAIMS))
        .containsEntry("iss", "https://issuer.example")
        .containsEntry("aud", "npm:localhost")
        .containsEntry("repository", "acme/rocket")
        .containsEntry("repository_owner", "acme")
        .containsEntry("repository_visibility", "private")
        .containsEntry("workflow", ".github/workflows/publish.yml")
        .containsEntry("workflow_ref", "acme/rocket/.github/workflows/publish.yml@refs/heads/main")
        .containsEntry(
            "job_workflow_ref", "acme/rocket/.github/workflows/publish.yml@refs/heads/main")
        .containsEntry("ref", "refs/heads/main")
        .containsEntry("ref_type", "branch")
        .containsEntry("head_ref", "")
        .containsEntry("event_name", "push")
        .doesNotContainKeys("environment", "environment_node_id");
  }

  /** An Enterprise Server has none, so a pretended one must not say that it has. */
  @Test
  void onlyGitHubsOwnCloudHasRunnersOfItsOwn() {
    var cloud = "https://token.actions.githubusercontent.com";
    for (var issuer : List.of(cloud, cloud + "/acme", "https://token.actions.acme.ghe.com")) {
      assertThat(CLAIMS.payload(issuer, "npm:localhost", NOW))
          .as(issuer)
          .containsEntry("runner_environment", "github-hosted");
    }
    for (var issuer : List.of("https://github.acme.example/_services/token", cloud + ".example")) {
      assertThat(CLAIMS.payload(issuer, "npm:localhost", NOW))
          .as(issuer)
          .containsEntry("runner_environment", "self-hosted");
    }
  }

  @Test
  void everythingButTheTimesIsText() {
    var payload = payload(CLAIMS.environment("prod"));
    payload.keySet().removeAll(List.of("iat", "nbf", "exp"));

    assertThat(payload.values()).allMatch(String.class::isInstance);
    assertThat(payload.keySet())
        .containsExactlyInAnyOrder(
            """
            jti iss aud sub repository repository_id repository_owner repository_owner_id \
            repository_visibility workflow workflow_ref workflow_sha job_workflow_ref \
            job_workflow_sha ref ref_type ref_protected sha head_ref base_ref event_name \
            environment environment_node_id runner_environment run_id run_number run_attempt \
            check_run_id actor actor_id\
            """
                .split(" ", -1));
  }

  @Test
  void idsFollowFromNamesHoweverTheyAreSpelt() {
    var one = payload(CLAIMS);
    var same = payload(JobClaims.of("ACME/Rocket", "publish.yml"));
    var other = payload(JobClaims.of("acme/probe", "publish.yml"));

    assertThat(text(one, "repository_id")).matches("[1-9][0-9]{8}");
    assertThat(same)
        .containsEntry("repository_id", one.get("repository_id"))
        .containsEntry("repository_owner_id", one.get("repository_owner_id"));
    assertThat(other.get("repository_id")).isNotEqualTo(one.get("repository_id"));
    assertThat(other.get("repository_owner_id")).isEqualTo(one.get("repository_owner_id"));
  }

  @Test
  void aTagTakesEverythingThatFollowsFromTheRefAlong() {
    assertThat(payload(CLAIMS.ref("refs/tags/v1.2.3")))
        .containsEntry("ref_type", "tag")
        .containsEntry("workflow_ref", "acme/rocket/.github/workflows/publish.yml@refs/tags/v1.2.3")
        .containsEntry(
            "job_workflow_ref", "acme/rocket/.github/workflows/publish.yml@refs/tags/v1.2.3")
        .hasEntrySatisfying(
            "sub", sub -> assertThat(sub).asString().endsWith(":ref:refs/tags/v1.2.3"));
  }

  @Test
  void aRunOnABareCommitNamesTheCommitInsteadOfARef() {
    var payload = payload(CLAIMS.ref("").sha("04de3558bc5861874a86f8fcd67e516554101e71"));

    assertThat(payload)
        .containsEntry("ref", "")
        .containsEntry("ref_type", "")
        .containsEntry(
            "workflow_ref",
            "acme/rocket/.github/workflows/publish.yml@04de3558bc5861874a86f8fcd67e516554101e71");
  }

  @Test
  void aPullRequestRunsOnItsMerge() {
    assertThat(payload(CLAIMS.event("pull_request")))
        .containsEntry("ref", "refs/pull/7/merge")
        .containsEntry("head_ref", "feature")
        .containsEntry("base_ref", "main")
        .hasEntrySatisfying("sub", sub -> assertThat(sub).asString().endsWith(":pull_request"));
    assertThat(payload(CLAIMS.event("pull_request_target")))
        .containsEntry("ref", "refs/heads/main")
        .containsEntry("head_ref", "feature");
  }

  @Test
  void theSubjectCarriesIdsAndEscapesItsColons() {
    var payload =
        payload(CLAIMS.repositoryId("620393838").repositoryOwnerId("1946610").environment("a:b"));

    assertThat(payload)
        .containsEntry("sub", "repo:acme@1946610/rocket@620393838:environment:a%3Ab")
        .containsEntry("environment", "a:b");
  }

  @Test
  void aCalledWorkflowHasARefAndACommitOfItsOwn() {
    var payload =
        payload(CLAIMS.calledWorkflow("other/repo/.github/workflows/x.yml@refs/heads/main"));

    assertThat(payload)
        .containsEntry("job_workflow_ref", "other/repo/.github/workflows/x.yml@refs/heads/main")
        .containsEntry("workflow_sha", payload.get("sha"));
    assertThat(text(payload, "job_workflow_sha"))
        .matches("[0-9a-f]{40}")
        .isNotEqualTo(payload.get("sha"));
  }

  @Test
  void whatIsChosenIsSaid() {
    assertThat(
            payload(
                CLAIMS
                    .selfHosted()
                    .visibility("public")
                    .audience("npm:npm.acme.dev")
                    .issuer("https://other.example")))
        .containsEntry("runner_environment", "self-hosted")
        .containsEntry("repository_visibility", "public")
        .containsEntry("aud", "npm:npm.acme.dev")
        .containsEntry("iss", "https://other.example");
  }

  @Test
  void timesAreAboutTheIssueInWhateverOrderTheyAreChosen() {
    long issued = NOW.getEpochSecond() - 3600;
    var early = CLAIMS.issuedAt(NOW.minusSeconds(3600));

    assertThat(payload(early))
        .containsEntry("iat", issued)
        .containsEntry("nbf", issued - 600)
        .containsEntry("exp", issued + 300);
    assertThat(payload(CLAIMS.expiresAt(NOW).issuedAt(NOW.minusSeconds(3600))))
        .isEqualTo(payload(early.expiresAt(NOW)))
        .containsEntry("exp", NOW.getEpochSecond());
  }

  @Test
  void anEditedClaimHasTheLastWordAndMovesNoOther() {
    var edited =
        CLAIMS
            .with("ref", List.of(1, true))
            .with("run_id", null)
            .with("nested", Map.of("a", 1.5))
            .without("jti")
            .ref("refs/tags/v1");

    assertThat(payload(edited))
        .containsEntry("ref", List.of(1, true))
        .containsEntry("ref_type", "tag")
        .containsEntry("run_id", null)
        .containsEntry("nested", Map.of("a", 1.5))
        .doesNotContainKey("jti");
    assertThat(payload(CLAIMS)).containsEntry("ref", "refs/heads/main").containsKey("jti");
  }

  @Test
  void aRepositoryWithoutAnOwnerIsNone() {
    for (var name : Arrays.asList("rocket", "/rocket", "acme/", "a/b/c")) {
      assertThatThrownBy(() -> JobClaims.of(name, "publish.yml"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The token's id is left out of comparisons by fixing it. */
  private static Map<String, @Nullable Object> payload(JobClaims claims) {
    var payload = claims.payload("https://issuer.example", "npm:localhost", NOW);
    payload.computeIfPresent("jti", (name, id) -> "id");
    return payload;
  }

  private static String text(Map<String, @Nullable Object> payload, String claim) {
    return String.valueOf(payload.get(claim));
  }
}
