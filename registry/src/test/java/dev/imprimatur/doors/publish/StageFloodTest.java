package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever stages much does not bury what somebody has to look at. */
@OnPostgres
final class StageFloodTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final int BURST_MAX = Limits.standard().publishers().burstMax();
  private static final String STAGES = "'permissions':['createStagedPackage']";
  private static final String BOTH = "'permissions':['createPackage','createStagedPackage']";

  private static TestRegistry open(Limits limits, String permissions) {
    var registry = TestRegistry.start(limits);
    registry.addUser("alice", false);
    Trusting.add(alice(registry), "rocket", github("acme/rocket", permissions));
    return registry;
  }

  private static Client alice(TestRegistry registry) {
    return registry.with(registry.session("alice"));
  }

  /** A job that runs a second after the one before it. */
  private static Client nextJob(TestRegistry registry, String name) {
    registry.clock().advance(Duration.ofSeconds(1));
    return registry.with(registry.minted(name, job("acme/rocket")));
  }

  private static Client.Answer stage(Client client, String name, String version) {
    return client.post("/-/stage/package/" + name, TestPackage.of(name, version).document());
  }

  private static List<JsonObject> waiting(TestRegistry registry) {
    return alice(registry)
        .get("/-/stage?perPage=100")
        .json()
        .array("items")
        .orElseThrow()
        .items()
        .stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private static JsonObject publisher(TestRegistry registry, String name) {
    return Trusting.list(alice(registry).get("/-/api/v1/publishers/" + name)).getFirst();
  }

  @Test
  @Covers("A02")
  void whoStagesTooMuchIsPausedUntilAnOwnerHasLooked() {
    try (var registry = open(Limits.standard(), STAGES)) {
      for (int i = 0; i <= BURST_MAX + 1; i++) {
        var answer = stage(nextJob(registry, "rocket"), "rocket", "1.0." + i);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      }
      for (int i = 0; i < 5; i++) {
        var refused = stage(nextJob(registry, "rocket"), "rocket", "2.0." + i);
        assertThat(refused.status()).isEqualTo(403);
        SENTENCES.refused(refused, "publisher-paused");
      }
      var again = stage(nextJob(registry, "rocket"), "rocket", "1.0.3");
      assertThat(again.status()).as("what is staged already").isEqualTo(200);
      assertThat(waiting(registry)).hasSize(BURST_MAX + 2);
      var kinds = registry.events().stream().map(each -> each.kind().wire()).toList();
      assertThat(kinds.stream().filter("publisher-paused"::equals)).hasSize(1);
      assertThat(kinds).doesNotContain("version-held");

      var id = waiting(registry).getFirst().text("id").orElseThrow();
      var approved = alice(registry).post("/-/stage/" + id + "/approve", "");
      assertThat(approved.status()).as(approved.text()).isEqualTo(201);
      var publisher = publisher(registry, "rocket").text("id").orElseThrow();
      var resume = "/-/api/v1/publishers/rocket/" + publisher + "/resume";
      assertThat(alice(registry).post(resume, "").status()).isEqualTo(200);
      assertThat(stage(nextJob(registry, "rocket"), "rocket", "2.0.0").status()).isEqualTo(201);
    }
  }

  @Test
  @Covers("A02")
  void whatIsPublishedAndWhatIsStagedCountsTogetherAndForTheWholeProject() {
    try (var registry = open(Limits.standard(), BOTH)) {
      Trusting.add(alice(registry), "shuttle", github("acme/rocket", STAGES));
      var other = nextJob(registry, "shuttle");
      for (int i = 0; i <= BURST_MAX; i++) {
        var job = nextJob(registry, "rocket");
        var wanted = TestPackage.of("rocket", "1.0." + i);
        var answer =
            i % 2 == 0
                ? job.put(wanted.path(), wanted.document())
                : stage(job, "rocket", "1.0." + i);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      }
      var tooMuch = TestPackage.of("rocket", "2.0.0");
      var held = nextJob(registry, "rocket").put(tooMuch.path(), tooMuch.document());
      assertThat(held.status()).isEqualTo(202);
      var refused = stage(nextJob(registry, "rocket"), "rocket", "2.0.1");
      assertThat(refused.problem()).isEqualTo("publisher-paused");
      assertThat(stage(other, "shuttle", "1.0.0").problem()).isEqualTo("publisher-paused");
      assertThat(alice(registry).get("/shuttle").status()).isEqualTo(404);
    }
  }

  /** It is not made in vain for a refusal, nor its name taken. */
  @Test
  void onlySoManyVersionsOfAPackageWait() {
    try (var registry = open(Limits.standard().withHeldMax(3), STAGES)) {
      var writer = registry.with(registry.token("alice", true));
      for (int i = 0; i < 3; i++) {
        var by = i == 0 ? nextJob(registry, "rocket") : writer;
        assertThat(stage(by, "rocket", "1.0." + i).status()).isEqualTo(201);
      }
      for (var by : List.of(writer, nextJob(registry, "rocket"))) {
        var refused = stage(by, "rocket", "1.1.0");
        assertThat(refused.status()).isEqualTo(409);
        SENTENCES.refused(refused, "too-many-held");
      }
      assertThat(stage(writer, "rocket", "1.0.2").status()).isEqualTo(200);
      assertThat(stage(writer, "shuttle", "1.0.0").status()).isEqualTo(201);
      assertThat(waiting(registry)).hasSize(4);

      var first = waiting(registry).getLast().text("id").orElseThrow();
      assertThat(alice(registry).delete("/-/stage/" + first).status()).isEqualTo(204);
      assertThat(stage(writer, "rocket", "1.1.0").status()).isEqualTo(201);
      assertThat(stage(writer, "rocket", "1.2.0").problem()).isEqualTo("too-many-held");
    }
  }
}
