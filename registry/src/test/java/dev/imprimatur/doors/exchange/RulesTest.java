package dev.imprimatur.doors.exchange;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which jobs of GitHub Actions a trusted publisher accepts, and what the others are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Isolated("changes the locale of the process")
final class RulesTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String ELSEWHERE = "evil/shared/.github/workflows/build.yml@refs/heads/main";

  private final TestRegistry registry = TestRegistry.start();

  @BeforeAll
  void open() {
    registry.addUser("alice", false);
    registry.pending("rocket", workflow("acme/rocket"), "alice");
    registry.pending(
        "guarded",
        Map.of(
            "repository", "acme/rocket",
            "workflow_ref", "publish.yml",
            "environment", "production"),
        "alice");
    registry.pending("fresh", workflow("acme/rocket"), "alice");
    // The first accepted token teaches these publishers who acme/rocket is.
    assertThat(exchange("rocket", job("acme/rocket")).status()).isEqualTo(201);
    assertThat(exchange("guarded", job("acme/rocket").environment("production")).status())
        .isEqualTo(201);
  }

  @AfterAll
  void close() {
    registry.close();
  }

  /** A job, and the problem that it is told. */
  record Refused(String what, String name, JobClaims job, String problem) {
    @Override
    public String toString() {
      return what;
    }
  }

  static Stream<Refused> refusals() {
    var good = job("acme/rocket");
    return Stream.of(
        refused("another repository", job("acme/shuttle"), "no-publisher"),
        refused("a longer name", job("acme/rocket-evil"), "no-publisher"),
        refused("another owner", job("evil/rocket"), "no-publisher"),
        refused("a dot git", job("acme/rocket.git"), "no-publisher"),
        refused(
            "another workflow file",
            JobClaims.of("acme/rocket", "test.yml").audience(TestRegistry.AUDIENCE),
            "rule-mismatch"),
        refused(
            "its name in capitals",
            JobClaims.of("acme/rocket", "Publish.yml").audience(TestRegistry.AUDIENCE),
            "rule-mismatch"),
        refused(
            "the other ending",
            JobClaims.of("acme/rocket", "publish.yaml").audience(TestRegistry.AUDIENCE),
            "rule-mismatch"),
        refused(
            "that file of another repository",
            good.with("workflow_ref", "org/all/.github/workflows/publish.yml@refs/heads/main"),
            "rule-mismatch"),
        refused(
            "that file in another folder",
            good.with("workflow_ref", "acme/rocket/ci/publish.yml@refs/heads/main"),
            "rule-mismatch"),
        refused(
            "a branch that is called like it",
            JobClaims.of("acme/rocket", "evil.yml")
                .audience(TestRegistry.AUDIENCE)
                .ref("refs/heads/publish.yml@x"),
            "rule-mismatch"),
        refused("a reusable workflow of others", good.calledWorkflow(ELSEWHERE), "rule-mismatch"),
        refused("no word of who defines the job", good.without("job_workflow_ref"), "token-kind"),
        refused("pull_request_target", good.event("pull_request_target"), "rule-mismatch"),
        refused("workflow_run", good.event("workflow_run"), "rule-mismatch"),
        refused("pull_request", good.event("pull_request"), "rule-mismatch"),
        refused("an event in capitals", good.event("PUSH"), "rule-mismatch"),
        refused("an event of tomorrow", good.event("teleport"), "rule-mismatch"),
        refused("a self-hosted runner", good.selfHosted(), "rule-mismatch"),
        refused("no word of the runner", good.without("runner_environment"), "rule-mismatch"),
        refused("a repository made anew", good.repositoryId("1"), "identity-drift"),
        refused("a repository of a new owner", good.repositoryOwnerId("1"), "identity-drift"),
        refused(
            "a name that a stranger has taken",
            good.repositoryId("1").repositoryOwnerId("1"),
            "no-publisher"),
        guarded("no environment", good),
        guarded("another environment", good.environment("staging")),
        guarded("an environment with a space", good.environment("production ")),
        guarded("an environment in a list", good.with("environment", List.of("production"))),
        new Refused("an unknown package", "nothing", good, "no-publisher"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  @Covers({
    "C01", "C03", "C05", "C12", "C13", "C15", "C18", "C20", "C21", "C24", "C25", "C26", "C32"
  })
  void isRefusedWithASentenceThatNamesIt(Refused refused) {
    var answer = exchange(refused.name(), refused.job());
    SENTENCES.refused(refused.what(), answer, refused.problem());
    var page = answer.json().text("type").orElseThrow();
    assertThat(page).endsWith("/problems/" + refused.problem());
    assertThat(registry.anyone().get(URI.create(page).getPath()).status()).isEqualTo(200);
    var told = answer.message() + " See " + page;
    assertThat(answer.json().text("error")).contains(told);
    assertThat(answer.json().text("message")).contains(told);
    assertThat(answer.json().object("body").orElseThrow().text("message")).contains(told);
    assertThat(answer.header("npm-notice").orElseThrow()).endsWith(" See " + page);
  }

  static Stream<JobClaims> jobs() {
    var good = job("acme/rocket");
    return Stream.of(
        good,
        good.ref("refs/tags/v1.2.3"),
        good.ref("refs/heads/release/1.x@2"),
        job("Acme/Rocket")
            .with("repository_id", ids("repository_id"))
            .with("repository_owner_id", ids("repository_owner_id")),
        good.environment("anything"),
        good.event("release"),
        good.event("workflow_dispatch"),
        good.event("schedule"),
        good.event("repository_dispatch"),
        good.event("deployment"),
        good.calledWorkflow("acme/rocket/.github/workflows/build.yml@refs/heads/main"),
        good.with("aud", List.of(TestRegistry.AUDIENCE)),
        good.audience("npm:registry.test"),
        good.with("repo_property_team", "space").with("something_new", Map.of("a", 1)),
        good.with("sub", "repo:victim/other:ref:refs/heads/main"),
        good.without("sub"),
        good.without("nbf"),
        good.visibility("public"),
        // Tied to a bare commit, as a deployment is.
        good.with("ref", "")
            .with("workflow_ref", "acme/rocket/.github/workflows/publish.yml@" + "a".repeat(40))
            .with("job_workflow_ref", "acme/rocket/.github/workflows/publish.yml@" + "a".repeat(40))
            .with("sha", "a".repeat(40)));
  }

  @ParameterizedTest
  @MethodSource("jobs")
  @Covers({"C10", "C31", "C53", "C54", "J37"})
  void aJobOfTheTrustedWorkflowIsAccepted(JobClaims accepted) {
    var answer = exchange("rocket", accepted);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  @Test
  @Covers("C21")
  void anEnvironmentHasNoCaseOnGitHub() {
    assertThat(exchange("guarded", job("acme/rocket").environment("Production")).status())
        .isEqualTo(201);
  }

  /** Whoever has only the name could be anybody, and does not learn what would be accepted. */
  @Test
  @Covers("A11")
  void whatIsConfiguredIsNotToldBeforeTheIdsAreKnown() {
    var other = JobClaims.of("acme/rocket", "guess.yml").audience(TestRegistry.AUDIENCE);
    var answer = exchange("fresh", other);
    assertThat(answer.problem()).isEqualTo("rule-mismatch");
    assertThat(answer.message()).doesNotContain("publish.yml");
    SENTENCES.check(answer.message());
  }

  /** Two repositories of one name race to be the first: one of them is it, for ever. */
  @Test
  @OnPostgres
  @Covers("C08")
  void thePublisherBelongsToWhoeverWasFirst() {
    registry.pending("raced", workflow("acme/raced"), "alice");
    var statuses =
        AtOnce.all(
            IntStream.range(0, 20),
            i ->
                exchange("raced", job("acme/raced").repositoryId(i % 2 == 0 ? "7" : "8")).status());
    assertThat(statuses).containsOnly(201, 403);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(10);
  }

  /** Of two publishers that fit, the one that asks for more is meant. */
  @Test
  @Covers("C22")
  void theMoreSpecificPublisherSpeaks() {
    registry.pending("both", workflow("acme/both"), "alice");
    var specific =
        registry.pending(
            "both",
            Map.of("repository", "acme/both", "workflow_ref", "publish.yml", "environment", "prod"),
            "alice");
    assertThat(exchange("both", job("acme/both").environment("prod")).status()).isEqualTo(201);
    assertThat(registry.events().getLast().actor()).isEqualTo("publisher:" + specific.id().value());
  }

  /** Under Turkish rules the lower case of I is not i. */
  @ParameterizedTest
  @ValueSource(strings = {"tr", "ar", "en"})
  @Covers("C11")
  void noLocaleChangesWhoIsWho(String language) {
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.of(language));
      registry.pending("infinity-" + language, workflow("ACME/Infinity"), "alice");
      assertThat(exchange("infinity-" + language, job("acme/INFINITY")).status()).isEqualTo(201);
    } finally {
      Locale.setDefault(before);
    }
  }

  private static String ids(String claim) {
    return claim.equals("repository_id") ? "712881347" : "419588256";
  }

  private static Refused refused(String what, JobClaims job, String problem) {
    return new Refused(what, "rocket", job, problem);
  }

  private static Refused guarded(String what, JobClaims job) {
    return new Refused(what, "guarded", job, "rule-mismatch");
  }

  private Client.Answer exchange(String name, JobClaims claims) {
    return registry.exchange(name, registry.github().sign(claims));
  }
}
