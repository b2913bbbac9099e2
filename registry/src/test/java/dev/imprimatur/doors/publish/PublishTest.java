package dev.imprimatur.doors.publish;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.TestTarball;
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

/** What becomes of a version, and what never does. */
@OnPostgres
final class PublishTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final TestPackage ROCKET = TestPackage.of("rocket", "1.0.0");

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private Client bob = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.with(registry.user("alice"));
    bob = registry.with(registry.user("bob"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aVersionIsForEver() {
    assertThat(publish(alice, ROCKET).status()).isEqualTo(201);
    var other = ROCKET.file("index.js", "// not the same");
    var again = publish(alice, other);
    Approved.check("version-exists", Approved.reply(again));
    assertThat(registry.anyone().get("/rocket/-/rocket-1.0.0.tgz").bytes())
        .isEqualTo(ROCKET.tarball());
    assertThat(registry.events()).hasSize(1);
  }

  @Test
  void theSameAgainBySameCallerIsAnAnswerThatGotLost() {
    assertThat(publish(alice, ROCKET).status()).isEqualTo(201);
    assertThat(publish(alice, ROCKET).status()).isEqualTo(200);
    assertThat(registry.events()).hasSize(1);
    assertThat(publish(registry.with(admin()), ROCKET).status()).isEqualTo(403);
  }

  @Test
  void aRetryDoesNotMoveADistTagBack() {
    assertThat(publish(alice, ROCKET).status()).isEqualTo(201);
    assertThat(publish(alice, TestPackage.of("rocket", "1.1.0")).status()).isEqualTo(201);
    assertThat(publish(alice, ROCKET).status()).isEqualTo(200);
    assertThat(distTags("rocket")).isEqualTo(JsonObject.with("latest", "1.1.0").build());
  }

  @Test
  void ofFiftyPublishesOfOneVersionExactlyOneSucceeds() {
    var answers =
        AtOnce.all(
            IntStream.range(0, 50), i -> publish(alice, ROCKET.file("i.js", "// " + i)).status());
    assertThat(answers).containsOnly(201, 403);
    assertThat(answers.stream().filter(status -> status == 201)).hasSize(1);
    assertThat(registry.versions("rocket")).hasSize(1);
    assertThat(registry.events()).hasSize(1);
  }

  @Test
  void ofFiftyVersionsAtOnceAllAreKept() {
    var answers =
        AtOnce.all(
            IntStream.range(0, 50),
            i -> publish(alice, TestPackage.of("rocket", "1.0." + i)).status());
    assertThat(answers).hasSize(50).containsOnly(201);
    assertThat(registry.versions("rocket")).hasSize(50);
    assertThat(registry.anyone().get("/rocket").json().object("versions").orElseThrow().members())
        .hasSize(50);
  }

  @Test
  void ofTwoWhoWantANameOneGetsIt() {
    var answers =
        AtOnce.all(IntStream.range(0, 2), i -> publish(i == 0 ? alice : bob, ROCKET).status());
    assertThat(answers).containsExactlyInAnyOrder(201, 403);
  }

  @Test
  void aStrangerMayNotPublish() {
    assertThat(publish(alice, ROCKET).status()).isEqualTo(201);
    var next = TestPackage.of("rocket", "2.0.0");
    var stranger = publish(bob, next);
    assertThat(stranger.status()).isEqualTo(403);
    SENTENCES.check("another person", stranger.message());
    assertThat(publish(registry.anyone(), next).status()).isEqualTo(401);
    var reading = registry.with(registry.token("alice", false));
    SENTENCES.check("a token that reads", publish(reading, next).message());
    var elsewhere = registry.with(registry.token("alice", true, "other"));
    SENTENCES.check("a token for another package", publish(elsewhere, next).message());
    assertThat(publish(registry.with(registry.token("alice", true, "roc*")), next).status())
        .isEqualTo(201);
    assertThat(publish(registry.with(admin()), TestPackage.of("rocket", "3.0.0")).status())
        .isEqualTo(201);
  }

  @Test
  void whatIsWrongWithATarballIsToldAndNothingIsKept() {
    for (var bad :
        List.of(
            new TestTarball().gzip(),
            TestTarball.of("{}").gzip(),
            TestTarball.of("{\"name\":\"rocket\",\"version\":\"6.6.6\"}").gzip(),
            TestTarball.of("{\"name\":\"rocket\",\"version\":\"1.0.0\"}")
                .file("../../evil", "x")
                .gzip(),
            TestTarball.of("{\"name\":\"rocket\",\"version\":\"1.0.0\"}")
                .special("package/x", (byte) '2', "/etc/passwd")
                .gzip(),
            new byte[] {1, 2, 3})) {
      var answer = alice.put("/rocket", ROCKET.document(bad));
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    }
    var document = ROCKET.document();
    for (var wrong :
        List.of(
            document.replaceFirst("sha512-....", "sha512-AAAA"),
            document.replaceFirst("\"shasum\":\"....", "\"shasum\":\"0000"),
            document.replaceFirst("\"integrity\":\"[^\"]*\",\"shasum\":\"[^\"]*\",", ""),
            document.replaceFirst("\"license\"", "\"scripts\":{\"postinstall\":\"x\"},\"license\""),
            document.replaceFirst("\"license\"", "\"bin\":{\"x\":\"x.js\"},\"license\""),
            document.substring(0, document.length() / 2),
            "{}",
            "[]",
            "{\"versions\":{}}")) {
      var answer = alice.put("/rocket", wrong);
      assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    }
    assertThat(registry.rows("package")).isZero();
    assertThat(registry.rows("version")).isZero();
    assertThat(registry.rows("audit_event")).isZero();
    assertThat(registry.inside().files()).isZero();
    assertThat(registry.anyone().get("/rocket").status()).isEqualTo(404);
  }

  @Test
  void aRefusedFirstPublishLeavesItsPendingPublisherWaiting() {
    registry.pending("probe", workflow("acme/probe"), "alice");
    var probe = registry.with(registry.minted("probe", job("acme/probe")));
    assertThat(probe.put("/probe", TestPackage.of("probe", "1").document()).status())
        .isEqualTo(400);
    assertThat(registry.rows("package")).isZero();
    assertThat(probe.put("/probe", TestPackage.of("probe", "1.0.0").document()).status())
        .isEqualTo(201);
  }

  @Test
  void whoeverTakesANameEndsTheHopesOfOthers() {
    var alices = registry.pending("probe", workflow("acme/a"), "alice");
    var bobs = registry.pending("probe", workflow("acme/b"), "bob");
    var alicesJob = registry.with(registry.minted("probe", job("acme/a")));
    assertThat(publish(bob, TestPackage.of("probe", "1.0.0")).status()).isEqualTo(201);
    assertThat(alicesJob.put("/probe", TestPackage.of("probe", "1.0.1").document()).status())
        .isEqualTo(401);
    assertThat(registry.exchange("probe", registry.github().sign(job("acme/a"))).status())
        .isEqualTo(404);
    assertThat(registry.exchange("probe", registry.github().sign(job("acme/b"))).status())
        .isEqualTo(201);
    assertThat(registry.events().toString())
        .contains(alices.id().toString())
        .contains("the name became another owner's");
    assertThat(bobs.isPending()).isTrue();
  }

  @Test
  void aTokenDiesWithItsPublisherAlsoBetweenAdmissionAndCommit() {
    registry.pending("probe", workflow("acme/probe"), "alice");
    var first = registry.with(registry.minted("probe", job("acme/probe")));
    assertThat(first.put("/probe", TestPackage.of("probe", "1.0.0").document()).status())
        .isEqualTo(201);
    var publisher = registry.trust("probe", workflow("acme/other"));
    var job = registry.with(registry.minted("probe", job("acme/other")));
    registry.distrust(publisher);
    var answer = job.put("/probe", TestPackage.of("probe", "1.0.1").document());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(registry.versions("probe")).hasSize(1);
  }

  @Test
  void aMintedTokenExpires() {
    registry.pending("probe", workflow("acme/probe"), "alice");
    var job = registry.with(registry.minted("probe", job("acme/probe")));
    registry.clock().advance(Duration.ofMinutes(15));
    var answer = job.put("/probe", TestPackage.of("probe", "1.0.0").document());
    assertThat(answer.status()).isEqualTo(401);
    SENTENCES.check(answer.message());
  }

  @Test
  void aScopedPackageIsPrivateUnlessItIsSaidOtherwise() {
    publish(alice, TestPackage.of("@acme/secret", "1.0.0"));
    publish(alice, TestPackage.of("@acme/open", "1.0.0").access("public"));
    publish(alice, TestPackage.of("open", "1.0.0"));
    publish(alice, TestPackage.of("closed", "1.0.0").access("restricted"));
    assertThat(registry.anyone().get("/@acme%2fsecret").status()).isEqualTo(404);
    assertThat(registry.anyone().get("/closed").status()).isEqualTo(404);
    assertThat(registry.anyone().get("/@acme%2fopen").status()).isEqualTo(200);
    assertThat(registry.anyone().get("/open").status()).isEqualTo(200);
    assertThat(alice.get("/-/package/@acme%2fsecret/visibility").text())
        .isEqualTo("{\"public\":false}");
    // yarn says "restricted" every time; that must not close what is open.
    publish(alice, TestPackage.of("@acme/open", "1.0.1").access("restricted"));
    assertThat(registry.anyone().get("/@acme%2fopen").status()).isEqualTo(200);
  }

  @Test
  void theFirstVersionIsTheLatestWhateverItsTag() {
    publish(alice, ROCKET.tagged("next"));
    assertThat(distTags("rocket"))
        .isEqualTo(JsonObject.with("latest", "1.0.0").and("next", "1.0.0").build());
    publish(alice, TestPackage.of("rocket", "2.0.0").tagged("next"));
    assertThat(distTags("rocket"))
        .isEqualTo(JsonObject.with("latest", "1.0.0").and("next", "2.0.0").build());
  }

  @Test
  void whatNpmCanDoAndWeCannotIsSaidSo() {
    var answer = alice.put("/rocket", "{\"maintainers\":[],\"name\":\"rocket\"}");
    assertThat(answer.problem()).isEqualTo("unsupported-write");
    assertThat(answer.status()).isEqualTo(400);
  }

  @Test
  void aReadmeWithANulIsKeptInEitherDatabase() {
    var odd = ROCKET.file("README.md", "a\0b").member("x", new JsonText("a\0b"));
    assertThat(publish(alice, odd).status()).isEqualTo(201);
    assertThat(registry.anyone().get("/rocket").json().text("readme")).contains("a\uFFFDb");
  }

  private String admin() {
    registry.addUser("root", true);
    return registry.token("root", true);
  }

  private JsonObject distTags(String name) {
    return registry.anyone().get("/-/package/" + name + "/dist-tags").json();
  }

  private static Client.Answer publish(Client client, TestPackage wanted) {
    return client.put(wanted.path(), wanted.document());
  }
}
