package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Claims that were made to be read wrongly, brought by jobs with good tokens. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClaimAttackTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String COMMIT = "714a629c0b401fdce83e847fc9589983fc6f46bc";
  private static final String SHARED = "acme/shared/.github/workflows/build.yml";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeAll
  void open() {
    registry.addUser("alice", false);
    registry.addUser("root", true);
    alice = registry.with(registry.session("alice"));
    Trusting.add(alice, "plain", github("acme/rocket"));
    Trusting.add(alice, "tagged", claiming("acme/rocket", "'ref':['refs/tags/v1.*']"));
    Trusting.add(alice, "guarded", claiming("acme/rocket", "'ref_protected':'true'"));
    Trusting.add(
        alice,
        "pinned",
        claiming("acme/rocket", "'job_workflow_ref':['" + SHARED + "@" + COMMIT + "']"));
    for (var name : List.of("plain", "tagged", "guarded", "pinned")) {
      var answer = exchange(name, good(name));
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
  }

  @AfterAll
  void close() {
    registry.close();
  }

  private static JobClaims good(String name) {
    var job = job("acme/rocket").ref("refs/tags/v1.2").with("ref_protected", "true");
    return name.equals("pinned")
        ? job.calledWorkflow(SHARED + "@refs/heads/main").with("job_workflow_sha", COMMIT)
        : job;
  }

  private Client.Answer exchange(String name, JobClaims claims) {
    return registry.exchange(name, registry.github().sign(claims));
  }

  record Bad(String id, String name, JobClaims claims) {
    @Override
    public String toString() {
      return id + " " + name;
    }
  }

  static Stream<Bad> refused() {
    var other = COMMIT.replace('7', '8');
    return Stream.of(
        new Bad("C27", "tagged", job("acme/rocket").ref("refs/heads/v1.2")),
        new Bad("C27", "tagged", job("acme/rocket").ref("refs/heads/refs/tags/v1.2")),
        new Bad("C27", "tagged", good("").with("ref", "v1.2")),
        new Bad("C27", "tagged", good("").with("ref_type", "branch")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.2/../../x")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.2/x")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1x2")),
        new Bad("C28", "tagged", good("").ref("refs/tags/xv1.2")),
        new Bad("C28", "tagged", good("").ref("Refs/Tags/v1.2")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.2\n")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.2\r\nrefs")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.2\u007f")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.2\u0085")),
        new Bad("C28", "tagged", good("").ref("refs/tags/v1.\u20282")),
        new Bad("C30", "tagged", good("").with("ref", "")),
        new Bad("C30", "tagged", good("").without("ref")),
        new Bad("C31", "tagged", job("acme/rocket").event("workflow_dispatch").ref("refs/heads/x")),
        new Bad("A14", "tagged", job("acme/rocket").ref("refs/heads/insider")),
        new Bad("A10", "guarded", good("").with("ref_protected", "false")),
        new Bad("A10", "guarded", good("").with("ref_protected", true)),
        new Bad("A10", "guarded", good("").without("ref_protected")),
        new Bad("C17", "pinned", good("pinned").with("job_workflow_sha", other)),
        new Bad("C17", "pinned", good("pinned").without("job_workflow_sha")),
        new Bad("C19", "pinned", good("pinned").with("job_workflow_sha", "0".repeat(40))),
        new Bad(
            "C19",
            "pinned",
            good("pinned").calledWorkflow(SHARED + "@" + COMMIT).with("job_workflow_sha", other)),
        new Bad("C14", "plain", file("a/../publish.yml")),
        new Bad("C14", "plain", file("./publish.yml")),
        new Bad("C14", "plain", file("%2e%2e/publish.yml")),
        new Bad("C14", "plain", file("..\\publish.yml")),
        new Bad("C14", "plain", file("/publish.yml")),
        new Bad("C14", "plain", file("publish.yml.")),
        new Bad("C14", "plain", file("publish.yml ")),
        new Bad("C12", "plain", file("PUBLISH.yml")),
        new Bad("C13", "plain", file("publish.yml@x")));
  }

  private static JobClaims file(String file) {
    return job("acme/rocket")
        .with("workflow_ref", "acme/rocket/.github/workflows/" + file + "@refs/heads/main");
  }

  @ParameterizedTest
  @MethodSource("refused")
  @Covers({"A10", "A14", "C12", "C13", "C14", "C17", "C19", "C27", "C28", "C30", "C31"})
  void isRefusedForWhatItSays(Bad bad) {
    var token = registry.github().sign(bad.claims());
    var answer = registry.exchange(bad.name(), token);
    assertThat(answer.problem()).as(answer.text()).isEqualTo("rule-mismatch");
  }

  @Test
  void everyRowHasItsClaims() throws NoSuchMethodException {
    var method = getClass().getDeclaredMethod("isRefusedForWhatItSays", Bad.class);
    assertThat(refused().map(Bad::id).distinct())
        .containsExactlyInAnyOrder(method.getAnnotation(Covers.class).value());
  }

  /** Whatever a claim says, it is one quoted text in an answer, and one line in the log. */
  @Test
  @Covers({"C57", "J09"})
  void whatAClaimSaysIsShownAndNothingMore() {
    var nasty = "evil/x\n\u001b[31m\u202e<script>alert(1)</script>";
    int lines = registry.logged().size();
    for (var claims :
        List.of(
            job("acme/rocket").with("repository", nasty),
            good("").with("workflow_ref", nasty),
            good("").with("event_name", nasty),
            good("").with("a new claim" + nasty, "x"))) {
      var answer = exchange("plain", claims);
      assertThat(answer.message()).doesNotContainPattern("[\\p{Cntrl}\u202e]");
      assertThat(answer.header("npm-notice").orElse("")).doesNotContainPattern("[^ -~]");
      var page =
          registry
              .with(registry.github().sign(claims))
              .with("accept", "text/html")
              .post("/-/npm/v1/oidc/token/exchange/package/plain", "");
      assertThat(page.text()).doesNotContain("<script>alert");
    }
    registry.logged().stream()
        .skip(lines)
        .forEach(
            line -> assertThat(line.strip().split("\n").length).as(line).isLessThanOrEqualTo(2));
    assertThat(registry.logged()).noneMatch(line -> line.contains("\u001b"));
  }

  /** Read in a time that grows with its length, as a pattern that goes back and forth would not. */
  @Test
  @Covers("C42")
  void aClaimThatIsBuiltToBeSlowIsReadAtOnce() {
    var own = new Issuing("gitlab", "https://gitlab.acme.example", SigningKey.rsa().withId("g"));
    own.addTo(registry, "");
    Trusting.add(
        alice,
        "slow",
        "{'type':'gitlab','claims':{'iss':'https://gitlab.acme.example','project_path':"
            + "'acme/rocket','ci_config_ref_uri':{'file':'.gitlab-ci.yml'}}}");
    var said =
        JsonObject.with("jti", "1")
            .and("project_id", "7")
            .and("project_path", "acme/rocket")
            .and("namespace_id", "70")
            .and("namespace_path", "acme")
            .and("pipeline_id", "1")
            .and("job_id", "2")
            .and("pipeline_source", "push")
            .and("ref", "main")
            .and("ref_type", "branch")
            .and("ref_path", "refs/heads/main")
            .and("runner_environment", "gitlab-hosted")
            .and("sha", "a".repeat(40));
    for (int length : new int[] {1000, 100_000}) {
      var claim = "gitlab.acme.example/acme/rocket" + ".yml@//".repeat(length);
      var token = own.sign(said.and("ci_config_ref_uri", claim).build());
      long begin = System.nanoTime();
      var answer = registry.exchange("slow", token);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      assertThat(answer.status()).as(answer.text()).isIn(400, 401, 403, 431);
    }
  }

  @Test
  @Covers("A15")
  void aClockThatIsWrongIsToldWithBothTimes() {
    var late = job("acme/rocket").expiresAt(registry.clock().instant().minusSeconds(95));
    var answer = exchange("plain", late);
    SENTENCES.refused(answer, "time");
  }

  @Test
  @Covers({"A11", "J44"})
  void explainTellsAStrangerNothing() {
    var explain = "/-/api/v1/oidc/explain/";
    assertThat(registry.anyone().post(explain + "plain", "").status()).isEqualTo(400);
    var forged = registry.github().forge(job("acme/rocket")).signedBy(SigningKey.rsa()).token();
    assertThat(registry.with(forged).post(explain + "plain", "").status()).isEqualTo(401);
    var stranger = job("evil/rocket").repositoryId("1").repositoryOwnerId("1");
    var told = registry.with(registry.github().sign(stranger)).post(explain + "tagged", "");
    var nothing = registry.with(registry.github().sign(stranger)).post(explain + "missing", "");
    assertThat(told.text()).doesNotContain("refs/tags", "publish.yml", "acme");
    assertThat(told.text().replace("tagged", "missing")).isEqualTo(nothing.text());
  }
}
