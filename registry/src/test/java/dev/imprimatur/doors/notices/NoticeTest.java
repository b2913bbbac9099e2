package dev.imprimatur.doors.notices;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Receiver;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which events people are told of, and which not. */
final class NoticeTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private TestRegistry registry;
  private Receiver receiver;

  @BeforeEach
  void start() {
    registry = TestRegistry.start();
    receiver = Receiver.start();
    registry.addUser("alice", false);
    publish("rocket", "1.0.0");
    registry.terminal().run("webhook", "add", receiver.address(), "--internal");
  }

  @AfterEach
  void stop() {
    receiver.close();
    registry.close();
  }

  private Client alice() {
    return registry.with(registry.session("alice"));
  }

  private void publish(String name, String version) {
    var release = TestPackage.of(name, version);
    var answer =
        registry.with(registry.token("alice", true)).put(release.path(), release.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** Those that came since this was last asked. */
  private List<Receiver.Received> told() throws InterruptedException {
    int before = receiver.received().size();
    registry.tell();
    return receiver.received().subList(before, receiver.received().size());
  }

  /** Their sentences, one a line. */
  private String summaries() throws InterruptedException {
    return told().stream().map(Receiver.Received::summary).collect(Collectors.joining("\n"));
  }

  @Test
  void aPublisherThatIsAddedAndRemoved() throws InterruptedException {
    var id = Trusting.add(alice(), "rocket", github("acme/rocket"));
    alice().delete(Trusting.path("rocket") + "/" + id);
    SENTENCES.check(summaries());
  }

  /** What is not surely tighter counts as looser. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'environment':'prod'||true",
        "|'environment':'prod'|false",
        "'environment':'prod'|'environment':'test'|true",
        "|'event_name':['pull_request']|true",
        "|'event_name':['push']|false",
        "'event_name':['push']|'event_name':['push','schedule']|true",
        "'event_name':['push','schedule']|'event_name':['push']|false",
        "'event_name':['push']||true",
        "'ref':['refs/heads/main']|'ref':['refs/heads/*']|true",
        "'ref':['refs/heads/main','refs/heads/next']|'ref':['refs/heads/main']|false",
        "'repository_visibility':['private']|'repository_visibility':['public']|true",
        "|'job_workflow_ref':'acme/ci/.github/workflows/publish.yml@refs/heads/main'|true"
      })
  void aPublisherThatAcceptsMoreThanBefore(
      @Nullable String before, @Nullable String after, boolean told) throws InterruptedException {
    var id = Trusting.add(alice(), "rocket", trusting(before));
    told();
    var edited =
        alice()
            .put(Trusting.path("rocket") + "/" + id, "[" + Trusting.quoted(trusting(after)) + "]");
    assertThat(edited.status()).as(edited.text()).isEqualTo(200);
    assertThat(told().stream().map(Receiver.Received::type))
        .isEqualTo(told ? List.of("publisher-edited") : List.of());
  }

  private static String trusting(@Nullable String claims) {
    return claims == null ? github("acme/rocket") : claiming("acme/rocket", claims);
  }

  @Test
  void theFirstUseAndNoOther() throws InterruptedException {
    registry.trust("rocket", workflow("acme/rocket"));
    registry.minted("rocket", job("acme/rocket"));
    registry.minted("rocket", job("acme/rocket"));
    SENTENCES.check(summaries());
  }

  @Test
  @OnPostgres
  void manyRefusalsAreToldOnceADay() throws InterruptedException {
    registry.trust("rocket", workflow("acme/rocket"));
    refuse(4);
    assertThat(told()).isEmpty();
    refuse(8);
    SENTENCES.check(summaries());
    registry.clock().advance(Duration.ofHours(23));
    refuse(10);
    assertThat(told()).isEmpty();
    registry.clock().advance(Duration.ofHours(2));
    refuse(10);
    assertThat(told()).hasSize(1);
  }

  @Test
  void refusalsFarApartAreNoNews() throws InterruptedException {
    registry.trust("rocket", workflow("acme/rocket"));
    for (int i = 0; i < 10; i++) {
      refuse(1);
      registry.clock().advance(Duration.ofMinutes(31));
      assertThat(told()).isEmpty();
    }
  }

  private void refuse(int times) {
    var claims = JobClaims.of("acme/rocket", "other.yml").audience(TestRegistry.AUDIENCE);
    IntStream.range(0, times)
        .forEach(i ->
            assertThat(registry.exchange("rocket", registry.github().sign(claims)).status())
                .isGreaterThanOrEqualTo(400));
  }

  @Test
  void aProjectThatIsAnother() throws InterruptedException {
    registry.trust("rocket", workflow("acme/rocket"));
    registry.minted("rocket", job("acme/rocket").repositoryId("7").repositoryOwnerId("70"));
    told();
    var stranger = job("acme/rocket").repositoryId("8").repositoryOwnerId("80");
    registry.exchange("rocket", registry.github().sign(stranger));
    registry.exchange("rocket", registry.github().sign(stranger));
    SENTENCES.check(summaries());
  }

  @Test
  void aTokenThatPublishesAlthoughAPublisherCould() throws InterruptedException {
    publish("rocket", "1.1.0");
    assertThat(told()).isEmpty();
    registry.trust("rocket", workflow("acme/rocket"));
    publish("rocket", "1.2.0");
    SENTENCES.check(summaries());
  }

  /** Whoever has to approve it need not look for its id. */
  @Test
  void aVersionThatWaitsToBeApproved() throws InterruptedException {
    var next = TestPackage.of("rocket", "1.1.0");
    var staged = alice().post("/-/stage/package/rocket", next.document());
    var id = staged.json().text("stageId").orElseThrow();
    SENTENCES.check("with its id", summaries(), Map.of("{id}", id));
  }

  @Test
  void aPackageThatWasWaitedFor() throws InterruptedException {
    registry.pending("comet", workflow("acme/comet"), "alice");
    var token = registry.minted("comet", job("acme/comet"));
    var release = TestPackage.of("comet", "1.0.0");
    assertThat(registry.with(token).put(release.path(), release.document()).status())
        .isEqualTo(201);
    assertThat(told().stream().map(Receiver.Received::type))
        .containsExactly("token-exchanged", "pending-publisher-used");
  }

  @Test
  @OnPostgres
  void aPackageThatDoesNotCome() throws InterruptedException {
    registry.pending("comet", workflow("acme/comet"), "alice");
    registry.clock().advance(Duration.ofDays(24));
    registry.keepHouse();
    assertThat(told()).isEmpty();
    registry.clock().advance(Duration.ofDays(2));
    registry.keepHouse();
    registry.keepHouse();
    SENTENCES.check("soon", summaries());
    registry.clock().advance(Duration.ofDays(5));
    registry.keepHouse();
    SENTENCES.check("then", summaries());
  }

  @Test
  void anIssuerThatIsSwitchedOff() throws InterruptedException {
    var issuer = "https://token.actions.githubusercontent.com";
    assertThat(registry.terminal().run("issuer", "disable", issuer).exit()).isZero();
    assertThat(registry.terminal().run("issuer", "enable", issuer).exit()).isZero();
    SENTENCES.check(summaries());
  }

  @Test
  void aPublisherThatIsPaused() throws InterruptedException {
    var id = Trusting.add(alice(), "rocket", github("acme/rocket"));
    told();
    for (var step : List.of("pause", "resume")) {
      var answer = alice().post("/-/api/v1/publishers/rocket/" + id + "/" + step, "");
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
    SENTENCES.check(summaries());
  }

  @Test
  @OnPostgres
  void aVersionThatIsHeld() throws InterruptedException {
    registry.trust("rocket", workflow("acme/rocket"));
    int most = Limits.standard().publishers().burstMax() + 1;
    for (int i = 1; i <= most + 1; i++) {
      told();
      registry.clock().advance(Duration.ofSeconds(1));
      var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
      var release = TestPackage.of("rocket", "1.0." + i);
      assertThat(minted.put(release.path(), release.document()).status())
          .isEqualTo(i <= most ? 201 : 202);
    }
    SENTENCES.check(summaries());
  }

  @Test
  void aWebhookThatWasSwitchedOff() throws InterruptedException {
    try (var gone = Receiver.start().answers(410, "")) {
      var address = gone.address();
      registry.terminal().run("webhook", "add", address, "--internal", "--package", "rocket");
      Trusting.add(alice(), "rocket", github("acme/rocket"));
      SENTENCES.check(summaries());
      assertThat(gone.received()).hasSize(1);
    }
  }

  /** What others hope a free name will trust is nobody's business, before and after it is taken. */
  @Test
  void whoWaitsForAFreeNameIsToldToNobodyElse() throws InterruptedException {
    registry.addUser("mallory", false);
    var added = alice().post(Trusting.path("comet"), quotedList(github("acme/comet")));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    var near = JobClaims.of("acme/comet", "other.yml").audience(TestRegistry.AUDIENCE);
    registry.exchange("comet", registry.github().sign(near));

    var mallory = registry.with(registry.session("mallory"));
    assertThat(events(mallory, "comet")).isEmpty();
    assertThat(events(alice(), "comet")).hasSize(2);

    var release = TestPackage.of("comet", "1.0.0");
    registry.with(registry.token("mallory", true)).put(release.path(), release.document());
    assertThat(events(mallory, "comet").stream().flatMap(each -> each.text("kind").stream()))
        .contains("version-published")
        .doesNotContain("publisher-added", "publisher-removed");
    assertThat(told().getFirst().data().text("package")).contains("comet");
  }

  private static String quotedList(String publisher) {
    return "[" + Trusting.quoted(publisher) + "]";
  }

  private static List<JsonObject> events(Client client, String name) {
    var answer = client.get("/-/api/v1/events/" + name);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().array("events").map(JsonArray::items).orElseThrow().stream()
        .map(JsonObject.class::cast)
        .toList();
  }
}
