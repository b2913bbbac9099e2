package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.AUDIENCE;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.audit.Entry;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What is offered where a publisher was never used, so that nothing but its name says which project
 * a job is of: to an owner, who knows their own projects, and to no job.
 */
final class FirstFixTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String EVENTS = "/-/api/v1/events/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private String publisher = "";

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
    publisher = Trusting.add(alice, "rocket", github("acme/rocket"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** The commonest mistake: the workflow is called something else. */
  private static JobClaims mistaken() {
    return JobClaims.of("acme/rocket", "release.yml")
        .audience(AUDIENCE)
        .repositoryId("7")
        .repositoryOwnerId("70");
  }

  private Client.Answer exchange(JobClaims claims) {
    return registry.exchange("rocket", registry.github().sign(claims));
  }

  private Entry refused(JobClaims claims) {
    assertThat(exchange(claims).status()).isBetween(400, 499);
    return registry.events().stream()
        .filter(event -> event.kind() == EventKind.EXCHANGE_REFUSED)
        .toList()
        .getLast();
  }

  private static String accepting(Entry event) {
    return EVENTS + "/" + event.id() + "/accept";
  }

  private JsonObject shown() {
    return Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst();
  }

  @Test
  void anOwnerIsOfferedTheWorkflowFileAndTheProjectThatCame() {
    var event = refused(mistaken());
    var fix = event.facts().object("fix").orElseThrow();
    assertThat(fix.text("publisher")).contains(publisher);
    assertThat(fix.object("ids").orElseThrow())
        .isEqualTo(JsonObject.with("repository_id", "7").and("repository_owner_id", "70").build());
    SENTENCES.check(fix.text("detail").orElseThrow());

    var accepted = alice.post(accepting(event), "");
    assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
    assertThat(shown().object("pins")).isEqualTo(fix.object("ids"));
    assertThat(shown().has("pinUntil")).isFalse();
    var edited = registry.events().getLast();
    assertThat(edited.kind()).isEqualTo(EventKind.PUBLISHER_EDITED);
    assertThat(edited.facts().text("accepted")).contains(event.id());
    assertThat(exchange(mistaken()).status()).isEqualTo(201);
  }

  /** It was said which project is meant, so whoever takes its name afterwards is too late. */
  @Test
  void whoHasTheNameAfterwardsIsAStranger() {
    assertThat(alice.post(accepting(refused(mistaken())), "").status()).isEqualTo(200);
    var taken = mistaken().repositoryId("8").repositoryOwnerId("80");
    assertThat(exchange(taken).problem()).isEqualTo("no-publisher");
    assertThat(exchange(mistaken()).status()).isEqualTo(201);
  }

  /** It has proved nothing, and learns neither what is configured nor what would help. */
  @Test
  void theJobIsToldNothing() {
    var event = refused(mistaken());
    assertThat(event.facts().has("fix")).isTrue();
    var answer = exchange(mistaken());
    assertThat(answer.problem()).isEqualTo("rule-mismatch");
    var idToken = registry.with(registry.github().sign(mistaken()));
    var explained = idToken.post("/-/api/v1/oidc/explain/rocket", "");
    assertThat(explained.status()).isEqualTo(200);
    for (var told : new Client.Answer[] {answer, explained}) {
      assertThat(told.text())
          .contains("release.yml")
          .doesNotContain("publish.yml", publisher, "fix", "wouldPass");
    }
    assertThat(idToken.get(EVENTS).status()).isEqualTo(401);
  }

  /** An owner who asks is told what the event tells. */
  @Test
  void aSimulationOffersTheSame() {
    var event = refused(mistaken());
    var body = JsonObject.with("claims", event.facts().object("claims").orElseThrow()).build();
    var simulated = alice.post("/-/api/v1/oidc/simulate/rocket", Json.text(body));
    assertThat(simulated.json().object("fix")).isEqualTo(event.facts().object("fix"));
  }

  @Test
  void anotherNameIsOfferedNothing() {
    for (var other :
        new JobClaims[] {
          JobClaims.of("evil/rocket", "release.yml").audience(AUDIENCE),
          JobClaims.of("acme/other", "release.yml").audience(AUDIENCE),
          mistaken().event("pull_request_target")
        }) {
      var event = refused(other);
      assertThat(event.facts().has("fix")).isFalse();
      assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-not-found");
    }
  }

  /** By then the name may be another's, and a first token would be taken no more. */
  @Test
  void afterTheFirstWeekNothingIsOfferedNorAccepted() {
    var event = refused(mistaken());
    assertThat(event.facts().has("fix")).isTrue();
    registry.clock().advance(Duration.ofDays(31));
    assertThat(refused(mistaken()).facts().has("fix")).isFalse();
    alice = registry.with(registry.session("alice"));
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
  }

  /** Of two projects that had the name one was offered, and not what came of it since. */
  @Test
  void whatWasUsedInTheMeantimeIsNoLongerWhatWasShown() {
    var event = refused(mistaken());
    assertThat(exchange(job("acme/rocket").repositoryId("8").repositoryOwnerId("80")).status())
        .isEqualTo(201);
    assertThat(alice.post(accepting(event), "").problem()).isEqualTo("fix-outdated");
    assertThat(shown().object("pins").orElseThrow().text("repository_id")).contains("8");
  }
}
