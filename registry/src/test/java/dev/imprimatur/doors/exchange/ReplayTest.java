package dev.imprimatur.doors.exchange;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be tried with an identity token that was good once, and with what it bought. */
@OnPostgres
final class ReplayTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String EXCHANGE = "/-/npm/v1/oidc/token/exchange/package/rocket";

  private TestRegistry registry = TestRegistry.start();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.pending("rocket", workflow("acme/rocket"), "alice");
    registry.pending("shuttle", workflow("acme/rocket"), "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  @Covers({"R01", "R28"})
  void r01aTokenBuysOnce() {
    var idToken = registry.github().sign(job("acme/rocket"));
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
    var again = registry.exchange("rocket", idToken);
    assertThat(again.status()).isEqualTo(409);
    SENTENCES.refused(again, "replayed");
  }

  @Test
  @Covers("R02")
  void r02aTokenBuysOnceForEachPackage() {
    var idToken = registry.github().sign(job("acme/rocket"));
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
    assertThat(registry.exchange("shuttle", idToken).status()).isEqualTo(201);
    assertThat(registry.exchange("shuttle", idToken).status()).isEqualTo(409);
  }

  @Test
  @Covers("R03")
  void r03ofAHundredAtOnceExactlyOneSucceeds() {
    var idToken = registry.github().sign(job("acme/rocket"));
    var statuses =
        AtOnce.all(IntStream.range(0, 100), i -> registry.exchange("rocket", idToken).status());
    assertThat(statuses).containsOnly(201, 409).hasSize(100);
    assertThat(statuses.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(registry.rows("token")).isEqualTo(1);
    assertThat(registry.rows("redeemed_token")).isEqualTo(1);
    assertThat(registry.rows("audit_event")).isEqualTo(2 + 99);
  }

  @Test
  @Covers("R04")
  void r04aTokenIsRememberedAsLongAsAnybodyWouldTakeIt() {
    var idToken = registry.github().sign(job("acme/rocket"));
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
    registry.clock().advance(Duration.ofSeconds(300 + 29));
    registry.keepHouse();
    assertThat(registry.exchange("rocket", idToken).problem()).isEqualTo("replayed");
    registry.clock().advance(Duration.ofSeconds(1));
    assertThat(registry.exchange("rocket", idToken).problem()).isEqualTo("time");
    // What it bought may live on for a quarter of an hour.
    registry.clock().advance(Duration.ofMinutes(2 + 15));
    registry.keepHouse();
    assertThat(registry.rows("redeemed_token")).isZero();
  }

  @Test
  @Covers("R05")
  void r05aTokenIsRememberedAcrossARestart() {
    var idToken = registry.github().sign(job("acme/rocket"));
    assertThat(registry.exchange("rocket", idToken).status()).isEqualTo(201);
    registry = registry.restarted();
    assertThat(registry.exchange("rocket", idToken).problem()).isEqualTo("replayed");
  }

  /**
   * It has no id, and what else it says is the same within a second: nobody can tell them apart.
   */
  @Test
  @Covers("R06")
  void r06aFreshTokenWithoutAnIdBuysAgainAndPublishesOneVersion() {
    try (var forgejo =
        FakeIssuer.start(ForgejoActions.SYSTEM, registry.clock(), TestRegistry.KEY)) {
      trust("forged", forgejo);
      var job = ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml");
      var first = forgejo.sign(job.audience(TestRegistry.AUDIENCE));
      var second = forgejo.sign(job.audience(TestRegistry.AUDIENCE));
      assertThat(second).isEqualTo(first);
      assertThat(registry.exchange("forged", first).status()).isEqualTo(201);
      publish(registry.with(bought("forged", second)), forged("1.0.0"));

      var client = registry.with(bought("forged", first));
      assertThat(client.put("/forged", forged("1.0.1").document()).status()).isEqualTo(403);
      assertThat(client.put("/-/package/forged/dist-tags/next", "\"1.0.0\"").status())
          .isEqualTo(200);
      for (int uses = 3; uses < 10; uses++) {
        assertThat(registry.exchange("forged", first).status()).isEqualTo(201);
      }
      assertThat(registry.exchange("forged", first).problem()).isEqualTo("replayed");
      assertThat(registry.inside().texts("redeemed_token", "uses")).containsExactly("10");

      registry.clock().advance(Duration.ofSeconds(1));
      var later = bought("forged", forgejo.sign(job.audience(TestRegistry.AUDIENCE)));
      publish(registry.with(later), forged("1.0.1"));
    }
  }

  private String bought(String name, String idToken) {
    return registry.exchange(name, idToken).json().text("token").orElseThrow();
  }

  private static TestPackage forged(String version) {
    return TestPackage.of("forged", version);
  }

  private void trust(String name, FakeIssuer forgejo) {
    registry.addUser("root", true);
    var added =
        registry
            .with(registry.session("root"))
            .post(
                "/-/api/v1/issuers",
                "{\"provider\":\"forgejo\",\"url\":\"%s\",\"jwks\":%s}"
                    .formatted(forgejo.issuer(), forgejo.keySetJson()));
    assertThat(added.status()).as(added.text()).isEqualTo(201);
    var words =
        "trust add %s forgejo --repository acme/rocket --file .forgejo/workflows/publish.yml"
                .formatted(name)
            + " --allow-publish --allow-dist-tag --owner alice";
    var said = registry.terminal().run(words.split(" ", -1));
    assertThat(said.exit()).as(said.err()).isZero();
  }

  @Test
  @Covers("R09")
  void r09aRefusedTokenIsNotSpent() {
    var idToken =
        registry.github().sign(job("acme/rocket").environment("production").event("push"));
    registry.pending(
        "probe",
        Map.of(
            "repository", "acme/rocket", "workflow_ref", "publish.yml", "environment", "staging"),
        "alice");
    assertThat(registry.exchange("probe", idToken).problem()).isEqualTo("rule-mismatch");
    assertThat(registry.rows("redeemed_token")).isZero();
    registry.pending("probe", workflow("acme/rocket"), "alice");
    assertThat(registry.exchange("probe", idToken).status()).isEqualTo(201);
  }

  @Test
  @Covers("R10")
  void r10aTokenStaysSpentWhenItsPublisherIsMadeAnew() {
    registry.user("alice2");
    var idToken = registry.github().sign(job("acme/rocket"));
    var publisher = registry.pending("probe", workflow("acme/rocket"), "alice");
    assertThat(registry.exchange("probe", idToken).status()).isEqualTo(201);
    registry.distrust(publisher);
    assertThat(registry.exchange("probe", idToken).problem()).isEqualTo("no-publisher");
    registry.pending("probe", workflow("acme/rocket"), "alice");
    assertThat(registry.exchange("probe", idToken).problem()).isEqualTo("replayed");
  }

  @Test
  @Covers("R11")
  void r11withoutADatabaseNothingIsExchanged() {
    var idToken = registry.github().sign(job("acme/rocket"));
    registry.breakDatabase();
    var answer = registry.exchange("rocket", idToken);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.problem()).isEqualTo("overloaded");
    assertThat(answer.header("retry-after")).isPresent();
  }

  @Test
  @Covers("R12")
  void r12aFloodOfGoodTokensIsBounded() {
    IntStream.range(0, 120)
        .forEach(i ->
            assertThat(
                    registry
                        .exchange("rocket", registry.github().sign(job("acme/rocket")))
                        .status())
                .isEqualTo(201));
    var answer = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.header("retry-after")).contains("60");
    assertThat(registry.exchange("shuttle", registry.github().sign(job("acme/rocket"))).status())
        .isEqualTo(201);
    registry.clock().advance(Duration.ofSeconds(61));
    assertThat(registry.exchange("rocket", registry.github().sign(job("acme/rocket"))).status())
        .isEqualTo(201);
  }

  /** Else a job that asks in vain, again and again, would keep the good ones of its project out. */
  @Test
  @Covers("R12")
  void r12whatWasRefusedIsNotCounted() {
    IntStream.range(0, 121)
        .forEach(i -> {
          var job = registry.with(registry.github().sign(job("acme/rocket")));
          var refused = job.with("npm-command", "stage").post(EXCHANGE, "");
          assertThat(refused.problem()).as(refused.text()).isEqualTo("policy");
        });
    assertThat(registry.exchange("rocket", registry.github().sign(job("acme/rocket"))).status())
        .isEqualTo(201);
  }

  @Test
  @Covers({"R13", "R25"})
  void r13aMintedTokenIsGoodForItsPackageAndNothingElse() {
    var alice = registry.token("alice", true);
    publish(registry.with(alice), TestPackage.of("other", "1.0.0"));
    publish(registry.with(alice), TestPackage.of("@acme/private", "1.0.0"));
    var job = registry.with(registry.minted("rocket", job("acme/rocket")));

    assertThat(job.put("/other", TestPackage.of("other", "1.0.1").document()).status())
        .isEqualTo(403);
    assertThat(job.put("/-/package/other/dist-tags/next", "\"1.0.0\"").status()).isEqualTo(403);
    assertThat(job.put("/new", TestPackage.of("new", "1.0.0").document()).status()).isEqualTo(403);
    assertThat(job.get("/@acme%2fprivate").status()).isEqualTo(404);
    assertThat(job.get("/@acme%2fprivate/-/private-1.0.0.tgz").status()).isEqualTo(404);
    for (var name : List.of("rocket", "other")) {
      assertThat(job.get("/-/package/" + name + "/trust").status()).isEqualTo(403);
      assertThat(job.post("/-/package/" + name + "/trust", "[]").status()).isEqualTo(403);
      assertThat(job.post("/-/package/" + name + "/access", "{\"access\":\"public\"}").status())
          .isEqualTo(403);
    }
  }

  @Test
  @Covers("R14")
  void r14aMintedTokenPublishesOnlyWhatIsNamedRightEverywhere() {
    var job = registry.with(registry.minted("rocket", job("acme/rocket")));
    var good = TestPackage.of("rocket", "1.0.0").document();
    var evil = TestPackage.of("evil", "1.0.0");
    for (var bad :
        List.of(
            evil.document(),
            good.replace("\"_id\":\"rocket\"", "\"_id\":\"evil\""),
            good.replaceFirst("\"name\":\"rocket\"", "\"name\":\"evil\""),
            good.replace("\"name\":\"rocket\",\"version\"", "\"name\":\"evil\",\"version\""),
            good.replace("rocket@1.0.0", "evil@1.0.0"),
            TestPackage.of("rocket", "1.0.0").document(evil.tarball()))) {
      var answer = job.put("/rocket", bad);
      assertThat(answer.status()).as(bad.substring(0, 200) + answer.text()).isEqualTo(400);
    }
    assertThat(registry.rows("version")).isZero();
    assertThat(registry.rows("package")).isZero();
    assertThat(job.put("/rocket", good).status()).isEqualTo(201);
  }

  @Test
  @Covers("R24")
  void r24anIdentityTokenIsNoTokenOfOurs() {
    var idToken = registry.github().sign(job("acme/rocket"));
    var answer =
        registry.with(idToken).put("/rocket", TestPackage.of("rocket", "1.0.0").document());
    assertThat(answer.status()).isEqualTo(401);
    SENTENCES.check(answer.message());
    assertThat(registry.with(idToken).get("/-/whoami").status()).isEqualTo(401);
  }

  private static void publish(Client client, TestPackage wanted) {
    var answer = client.put(wanted.path(), wanted.document());
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }
}
