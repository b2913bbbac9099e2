package dev.imprimatur.doors.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A GitLab job has one identity token: whatever it buys with it publishes one version. */
final class OneVersionTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private final TestRegistry registry = TestRegistry.start();
  private final FakeIssuer gitlab =
      FakeIssuer.start(GitLab.SYSTEM, registry.clock(), TestRegistry.KEY);

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    run("issuer add gitlab " + gitlab.issuer() + " --internal");
    trust("rocket", "--allow-publish --allow-stage-publish --allow-dist-tag --allow-deprecate");
  }

  @AfterEach
  void close() {
    gitlab.close();
    registry.close();
  }

  private void run(String words) {
    var said = registry.terminal().run(words.split(" ", -1));
    assertThat(said.exit()).as(said.err()).isZero();
  }

  private void trust(String name, String permissions) {
    run(
        "trust add %s gitlab --project acme/rocket --file .gitlab-ci.yml --owner alice --issuer %s %s"
            .formatted(name, gitlab.issuer(), permissions));
  }

  private String idToken() {
    return gitlab.sign(GitLab.push("acme/rocket").audience(TestRegistry.AUDIENCE));
  }

  private Client bought(String name, String idToken) {
    var answer = registry.exchange(name, idToken);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return registry.with(answer.json().text("token").orElseThrow());
  }

  private static Client.Answer publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version);
    return client.put(wanted.path(), wanted.document());
  }

  private static Client.Answer stage(Client client, String version) {
    var wanted = TestPackage.of("rocket", version);
    return client.post("/-/stage/package" + wanted.path(), wanted.document());
  }

  private static void assertTaken(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
  }

  private static void assertRefused(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    SENTENCES.refused(answer, "not-allowed");
  }

  @Test
  @Covers("R29")
  void whatWasBoughtBeforeThePublishPublishesNoFurtherVersion() {
    var idToken = idToken();
    var first = bought("rocket", idToken);
    var others = List.of(bought("rocket", idToken), bought("rocket", idToken));
    assertTaken(publish(first, "rocket", "1.0.0"));
    for (var other : others) {
      assertRefused(publish(other, "rocket", "1.0.1"));
      assertRefused(stage(other, "1.0.1"));
    }
    assertThat(registry.versions("rocket")).hasSize(1);
    assertTaken(publish(bought("rocket", idToken()), "rocket", "1.0.1"));
  }

  @Test
  @OnPostgres
  @Covers("R29")
  void ofManyAtOnceOnePublishes() {
    var idToken = idToken();
    var clients = IntStream.range(0, 8).mapToObj(i -> bought("rocket", idToken)).toList();
    var statuses =
        AtOnce.all(
            IntStream.range(0, 8),
            i ->
                i % 2 == 0
                    ? publish(clients.get(i), "rocket", "1.0." + i).status()
                    : stage(clients.get(i), "1.0." + i).status());
    assertThat(statuses).containsOnly(201, 403).hasSize(8);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(registry.rows("version") + registry.rows("held_version")).isEqualTo(1);
  }

  @Test
  void whatIsStagedCountsAsPublished() {
    var idToken = idToken();
    var first = bought("rocket", idToken);
    var second = bought("rocket", idToken);
    assertTaken(stage(first, "1.0.0"));
    assertRefused(publish(second, "rocket", "1.0.1"));
    assertRefused(stage(second, "1.0.1"));
    // The same again is an answer that got lost, whichever of them asks.
    assertTaken(stage(second, "1.0.0"));
  }

  @Test
  void whatIsHeldCountsAsPublished() {
    var before = bought("rocket", idToken());
    assertTaken(publish(before, "rocket", "1.0.0"));
    var owner = registry.with(registry.session("alice"));
    var publisher =
        Trusting.list(owner.get("/-/api/v1/publishers/rocket")).getFirst().text("id").orElseThrow();
    var idToken = idToken();
    var first = bought("rocket", idToken);
    var second = bought("rocket", idToken);
    registry.sql(
        "UPDATE publisher SET paused_at = 1, pause_kind = 'holds', pause_why = 'it is looked at'"
            + " WHERE id = ?",
        publisher);
    assertThat(publish(first, "rocket", "1.1.0").status()).isEqualTo(202);
    assertRefused(publish(second, "rocket", "1.2.0"));
    assertThat(publish(second, "rocket", "1.1.0").status()).isEqualTo(202);
    assertThat(registry.rows("held_version")).isEqualTo(1);
  }

  @Test
  void anAnswerThatGotLostIsGivenAgainWhicheverTokenAsks() {
    var idToken = idToken();
    var first = bought("rocket", idToken);
    var second = bought("rocket", idToken);
    assertTaken(publish(first, "rocket", "1.0.0"));
    assertThat(publish(first, "rocket", "1.0.0").status()).isEqualTo(200);
    assertThat(publish(second, "rocket", "1.0.0").status()).isEqualTo(200);
    assertThat(registry.versions("rocket")).hasSize(1);
  }

  /** A publish that is refused has published nothing, and the next may. */
  @Test
  void whatWasRefusedDoesNotCount() {
    var idToken = idToken();
    var first = bought("rocket", idToken);
    var second = bought("rocket", idToken);
    var broken = TestPackage.of("rocket", "1.0.0");
    var refused = first.put(broken.path(), broken.document("no tarball".getBytes(UTF_8)));
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertTaken(publish(second, "rocket", "1.0.0"));
    assertRefused(publish(first, "rocket", "1.0.1"));
  }

  /** As semantic-release does: it tries first whether it could, and asks again to publish. */
  @Test
  void theSecondTokenPublishesWhereTheFirstDidNot() {
    var idToken = idToken();
    bought("rocket", idToken);
    assertTaken(publish(bought("rocket", idToken), "rocket", "1.0.0"));
  }

  @Test
  void everyPackageOfAWorkspaceIsPublished() {
    trust("shuttle", "--allow-publish");
    var idToken = idToken();
    assertTaken(publish(bought("rocket", idToken), "rocket", "1.0.0"));
    assertTaken(publish(bought("shuttle", idToken), "shuttle", "1.0.0"));
  }

  @Test
  void whatPublishesNothingGoesOn() {
    var idToken = idToken();
    var client = bought("rocket", idToken);
    assertTaken(publish(bought("rocket", idToken), "rocket", "1.0.0"));
    assertTaken(client.put("/-/package/rocket/dist-tags/next", "\"1.0.0\""));
    var deprecation =
        Trusting.quoted(
            "{'_id':'rocket','name':'rocket','versions':{'1.0.0':{'name':'rocket',"
                + "'version':'1.0.0','deprecated':'x'}}}");
    assertTaken(client.put("/rocket", deprecation));
  }

  /** Scripts exchange once and do everything with it; who wants less asks for one use. */
  @Test
  void oneMintedTokenMayPublishTwice() {
    var idToken = idToken();
    var first = bought("rocket", idToken);
    var second = bought("rocket", idToken);
    assertTaken(publish(first, "rocket", "1.0.0"));
    assertTaken(publish(first, "rocket", "1.0.1"));
    assertRefused(publish(second, "rocket", "1.0.2"));
  }

  /** What it bought outlives the identity token by much. */
  @Test
  @Covers("R29")
  void itIsRememberedAsLongAsWhatWasBoughtLives() {
    var idToken =
        gitlab.sign(
            GitLab.push("acme/rocket")
                .audience(TestRegistry.AUDIENCE)
                .expiresAt(registry.clock().instant().plusSeconds(60)));
    registry.clock().advance(Duration.ofSeconds(89));
    var first = bought("rocket", idToken);
    var second = bought("rocket", idToken);
    registry.clock().advance(Duration.ofMinutes(15).minusSeconds(1));
    registry.keepHouse();
    assertTaken(publish(first, "rocket", "1.0.0"));
    assertRefused(publish(second, "rocket", "1.0.1"));
  }
}
