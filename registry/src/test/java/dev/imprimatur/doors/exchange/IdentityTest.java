package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whether the project behind a trusted publisher is still who it was. */
@OnPostgres
final class IdentityTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String DECISIONS = "/-/api/v1/decisions/rocket";

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

  private static JobClaims original() {
    return job("acme/rocket").repositoryId("7").repositoryOwnerId("70");
  }

  private Client.Answer exchange(JobClaims claims) {
    return registry.exchange("rocket", registry.github().sign(claims));
  }

  @Test
  @Covers("C07")
  void theFirstTokenTeachesTheIds() {
    assertThat(exchange(original()).status()).isEqualTo(201);
    var known = shown();
    assertThat(known.object("pins").orElseThrow().text("repository_id")).contains("7");
    assertThat(known.object("pins").orElseThrow().text("repository_owner_id")).contains("70");
    assertThat(known.has("pinUntil")).isFalse();
    assertThat(known.has("lastUsedAt")).isTrue();
  }

  @Test
  @Covers({"C04", "C06"})
  void aProjectThatItsOwnerRenamedIsFollowedAndTold() {
    assertThat(exchange(original()).status()).isEqualTo(201);
    var renamed = job("acme/booster").repositoryId("7").repositoryOwnerId("70");
    assertThat(exchange(renamed).status()).isEqualTo(201);
    assertThat(shown().object("claims").orElseThrow().text("repository")).contains("acme/booster");
    assertThat(registry.events()).anyMatch(event -> event.kind() == EventKind.PROJECT_RENAMED);
    // And whoever takes the old name is nobody.
    var squatter = job("acme/rocket").repositoryId("8").repositoryOwnerId("80");
    assertThat(exchange(squatter).problem()).isEqualTo("no-publisher");
  }

  @Test
  @Covers("C05")
  void aProjectThatWasGivenAwayIsRefusedUntilAnOwnerAccepts() {
    assertThat(exchange(original()).status()).isEqualTo(201);
    var transferred = job("others/rocket").repositoryId("7").repositoryOwnerId("90");
    assertRefusedAndRaised(transferred, "transferred");

    accept();
    assertThat(exchange(transferred).status()).isEqualTo(201);
    assertThat(exchange(original()).problem()).isEqualTo("identity-drift");
  }

  @Test
  @Covers({"C03", "R17"})
  void aProjectThatWasMadeAnewIsRefusedUntilAnOwnerAccepts() {
    var minted = registry.minted("rocket", original());
    var recreated = original().repositoryId("8");
    assertRefusedAndRaised(recreated, "recreated");

    accept();
    assertThat(exchange(recreated).status()).isEqualTo(201);
    // What the former project was given before ends with the trust in it.
    assertThat(registry.with(minted).get("/-/whoami").status()).isEqualTo(401);
  }

  @Test
  @Covers("C02")
  void aNameThatSomebodyElseTookIsRefused() {
    assertThat(exchange(original()).status()).isEqualTo(201);
    var refused = exchange(original().repositoryId("8").repositoryOwnerId("80"));
    // It is a stranger, and is told what strangers are told; an owner hears of it.
    assertThat(refused.problem()).isEqualTo("no-publisher");
    assertThat(registry.events()).anyMatch(event -> event.kind() == EventKind.IDENTITY_DRIFTED);
    assertThat(decision().text("kind")).contains("replaced");
  }

  @Test
  @Covers("A12")
  void whatWasDismissedStaysRefusedAndIsDecidedOnce() {
    assertThat(exchange(original()).status()).isEqualTo(201);
    assertRefusedAndRaised(original().repositoryId("8"), "recreated");
    var id = decision().text("id").orElseThrow();
    assertThat(alice.post(DECISIONS + "/" + id + "/dismiss", "").status()).isEqualTo(204);
    assertThat(alice.post(DECISIONS + "/" + id + "/accept", "").problem())
        .isEqualTo("decision-not-found");
    assertThat(exchange(original().repositoryId("8")).problem()).isEqualTo("identity-drift");
    assertThat(exchange(original()).status()).isEqualTo(201);
    var decided = decision().object("decision").orElseThrow();
    assertThat(decided.text("by")).contains("person:alice");
    assertThat(decision().get("times")).contains(JsonNumber.of(2));
  }

  @Test
  @Covers("P01")
  void onlyAnOwnerWhoSignedInDecides() {
    assertThat(exchange(original()).status()).isEqualTo(201);
    exchange(original().repositoryId("8"));
    var path = DECISIONS + "/" + decision().text("id").orElseThrow() + "/accept";
    registry.addUser("bob", false);
    var minted = registry.with(registry.minted("rocket", original()));
    var granular = registry.with(registry.token("alice", true));
    var bob = registry.with(registry.session("bob"));
    for (var other : new Client[] {minted, granular, bob}) {
      assertThat(other.post(path, "").status()).isEqualTo(403);
      assertThat(other.get(DECISIONS).status()).isEqualTo(403);
    }
    assertThat(registry.anyone().post(path, "").status()).isEqualTo(401);
    assertThat(exchange(original().repositoryId("8")).problem()).isEqualTo("identity-drift");
  }

  /** Whoever has the project's name long after it was saved may be somebody else. */
  @Test
  @Covers("C07")
  void aPublisherThatWasNeverUsedLearnsNothingAnyMoreAfterAWhile() {
    registry.clock().advance(Duration.ofDays(31));
    var late = exchange(original());
    SENTENCES.refused(late, "policy");
    alice = registry.with(registry.session("alice"));
    var reopened = alice.post("/-/api/v1/publishers/rocket/" + publisher + "/reopen", "");
    assertThat(reopened.status()).as(reopened.text()).isEqualTo(200);
    assertThat(exchange(original()).status()).isEqualTo(201);
  }

  /** Ids that are known when a publisher is saved leave nothing to be taught. */
  @Test
  @Covers("C03")
  void idsCanBeSaidBeforehand() {
    var saved = github("acme/shuttle", "'pins':{'repository_id':'7','repository_owner_id':'70'}");
    Trusting.add(alice, "shuttle", saved);
    var other = job("acme/shuttle").repositoryId("8").repositoryOwnerId("70");
    assertThat(registry.exchange("shuttle", registry.github().sign(other)).problem())
        .isEqualTo("identity-drift");
    var right = job("acme/shuttle").repositoryId("7").repositoryOwnerId("70");
    assertThat(registry.exchange("shuttle", registry.github().sign(right)).status()).isEqualTo(201);
  }

  private void assertRefusedAndRaised(JobClaims claims, String kind) {
    var refused = exchange(claims);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.problem()).isEqualTo("identity-drift");
    assertThat(registry.events()).anyMatch(event -> event.kind() == EventKind.IDENTITY_DRIFTED);
    assertThat(decision().text("kind")).contains(kind);
  }

  private JsonObject decision() {
    return Trusting.list(alice.get(DECISIONS)).getFirst();
  }

  private void accept() {
    var path = DECISIONS + "/" + decision().text("id").orElseThrow() + "/accept";
    assertThat(alice.post(path, "").status()).isEqualTo(204);
  }

  private JsonObject shown() {
    return Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst();
  }
}
