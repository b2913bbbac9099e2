package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.doors.support.Issuing;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules hold where tokens are used, and limits however many come at once. */
final class RulesAtUseTest {
  private static final String ALL =
      "'permissions':['createPackage','readPackage','managePublishers']";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();
  private int tokens;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.addUser("mallory", false);
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer publish(Client client, String name, String version) {
    var wanted = TestPackage.of(name, version).access("restricted");
    return client.put(wanted.path(), wanted.document());
  }

  private void published(String name) {
    var answer = publish(registry.with(registry.token("alice", true)), name, "1.0.0");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  private Client.Answer exchange(String name, JobClaims claims) {
    return registry.exchange(name, registry.github().sign(claims));
  }

  private Client given(String path, String repository) {
    var answer = registry.with(registry.github().sign(job(repository))).post(path, "");
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return registry.with(answer.json().text("token").orElseThrow());
  }

  /** Should a race, or a hand in the database, ever leave such a publisher behind. */
  @Test
  @Covers({"P101", "P102"})
  void aPublisherThatTheOwnerDoesNotTrustIsJudgedByNobody() {
    published("rocket");
    var left = Trusting.add(alice, "rocket", github("mallory/x4", ALL));
    var minted = registry.with(registry.minted("rocket", job("mallory/x4")));
    var reading = given("/-/api/v1/oidc/read-token", "mallory/x4");
    var managing = given("/-/api/v1/oidc/manage-token/rocket", "mallory/x4");
    for (var future : new String[] {"future_owner", "owner"}) {
      registry.sql(
          "UPDATE publisher SET " + future + " = 'mallory', pending_until = ?",
          registry.clock().instant().plus(Duration.ofDays(1)).toEpochMilli());
      registry.sql("UPDATE publisher SET owner = 'mallory'");
      var exchanged = exchange("rocket", job("mallory/x4"));
      assertThat(exchanged.problem()).as(exchanged.text()).isEqualTo("no-publisher");
      assertThat(publish(minted, "rocket", "6.6.6").status()).isEqualTo(401);
      assertThat(reading.get("/rocket").status()).isEqualTo(404);
      assertThat(managing.get(Trusting.path("rocket")).status()).isEqualTo(403);
      var refused = registry.with(registry.github().sign(job("mallory/x4")));
      for (var kind : List.of("manage-token/rocket", "read-token")) {
        assertThat(refused.post("/-/api/v1/oidc/" + kind, "").problem()).isEqualTo("no-publisher");
      }
    }

    assertThat(registry.inside().breaches()).isNotEmpty();
    var verified = registry.terminal().run("audit", "verify");
    assertThat(verified.exit()).isEqualTo(1);
    assertThat(verified.err()).contains(left, "who does not own the package");
    registry.keepHouse();
    assertThat(registry.logged()).anyMatch(line -> line.contains("belongs to the wrong one"));

    // Its owner sees it, and can end it.
    assertThat(Trusting.list(alice.get(Trusting.path("rocket")))).hasSize(1);
    assertThat(alice.delete(Trusting.path("rocket") + "/" + left).status()).isEqualTo(204);
    assertThat(registry.terminal().run("audit", "verify").exit()).isZero();
  }

  /** The operator lets fewer trust an issuer than before, and that goes for all that it gave. */
  @Test
  @Covers("C60")
  void anIssuerThatIsForOthersNowIsGoodForNothing() {
    registry.addUser("root", true);
    registry.terminal().run("org", "add", "acme", "--owner", "mallory");
    published("rocket");
    var ci = new Issuing("generic", "https://wide.example", SigningKey.rsa().withId("wide"));
    ci.addTo(registry, "'claims':{'names':['job'],'jti':true,'minutes':10},");
    var claims = "'claims':{'iss':'" + ci.url() + "','job':'release'}";
    Trusting.add(alice, "rocket", "{'type':'generic'," + claims + "," + ALL + "}");
    var kinds = List.of("read-token", "manage-token/rocket");
    var before = kinds.stream().map(kind -> oidc(ci, kind)).toList();
    assertThat(before).allMatch(answer -> answer.status() == 201);
    registry.sql(
        "UPDATE issuer SET terms = REPLACE(terms, '\"organizations\":[]',"
            + " '\"organizations\":[\"acme\"]')");
    registry.restarted();
    registry.clock().advance(Duration.ofSeconds(1));
    var tokens = before.stream().map(answer -> answer.json().text("token").orElseThrow()).toList();
    assertThat(registry.with(tokens.getFirst()).get("/rocket").status()).isEqualTo(404);
    var managed = registry.with(tokens.getLast()).get(Trusting.path("rocket"));
    assertThat(managed.message()).contains("its issuer is not for packages of this owner");
    for (var kind : kinds) {
      assertThat(oidc(ci, kind).problem()).as(kind).isIn("no-publisher", "policy");
    }
  }

  private Client.Answer oidc(Issuing ci, String kind) {
    var claims = JsonObject.with("job", "release").and("jti", kind + ++tokens).build();
    return registry.with(ci.sign(claims)).post("/-/api/v1/oidc/" + kind, "");
  }

  /** Its project comes by a name that another publisher has already. */
  @Test
  @Covers("P113")
  void aProjectThatGetsANameThatIsTrustedAlreadyIsStillTaken() {
    published("rocket");
    Trusting.add(alice, "rocket", github("acme/old"));
    var old = job("acme/old").repositoryId("7").repositoryOwnerId("70");
    assertThat(exchange("rocket", old).status()).isEqualTo(201);
    Trusting.add(alice, "rocket", github("acme/new"));
    for (int i = 0; i < 3; i++) {
      var renamed = job("acme/new").repositoryId("7").repositoryOwnerId("70");
      var answer = exchange("rocket", renamed);
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
      var client = registry.with(answer.json().text("token").orElseThrow());
      assertThat(publish(client, "rocket", "1.1." + i).status()).isEqualTo(201);
    }
    assertThat(Trusting.list(alice.get(Trusting.path("rocket")))).hasSize(2);
  }

  /** One new version of each of many packages is what a worm does, and also a release. */
  @Test
  @Covers({"A03", "P108"})
  void versionsOfManyPackagesAtOnceAreHeldUntilAnOwnerFindsThemInOrder() {
    int most = Limits.standard().publishers().burstPackagesMax();
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    var id = Trusting.add(alice, "@acme/*", github("acme/kit"));
    for (int i = 0; i <= most; i++) {
      var answer = byJob("@acme/kit-" + i, "1.0.0");
      assertThat(answer.status()).as("%d: %s", i, answer.text()).isEqualTo(i < most ? 201 : 202);
    }
    var why = Trusting.list(alice.get("/-/api/v1/held/@acme%2fkit-" + most)).getFirst();
    assertThat(why.text("why").orElseThrow())
        .contains("versions of more than " + most + " packages");
    var resumed = alice.post("/-/api/v1/publishers/@acme%2f*/" + id + "/resume", "");
    assertThat(resumed.status()).as(resumed.text()).isEqualTo(200);
    registry.clock().advance(Duration.ofHours(1));
    for (int i = 0; i <= most; i++) {
      assertThat(byJob("@acme/kit-" + i, "1.1.0").status()).isEqualTo(201);
    }
  }

  private Client.Answer byJob(String name, String version) {
    return publish(registry.with(registry.minted(name, job("acme/kit"))), name, version);
  }

  @Test
  @Covers({"P114", "A03"})
  void noJobLiftsWhatKeepsItsOwnProjectBack() {
    published("rocket");
    var id = Trusting.add(alice, "rocket", github("acme/kit", ALL));
    var manager = given("/-/api/v1/oidc/manage-token/rocket", "acme/kit");
    for (int i = 1; byJob("rocket", "1.0." + i).status() == 201; i++) {
      assertThat(i).isLessThan(30);
    }
    var path = "/-/api/v1/publishers/rocket/" + id;
    var itself = Trusting.path("rocket") + "/" + id;
    var beside = claiming("acme/kit", "'event_name':['push']");
    var plan = "{'packages':{'rocket':{'publishers':[%s]}}}";
    var tried =
        new Client.Answer[] {
          manager.post(path + "/resume", ""),
          manager.delete(itself),
          manager.put(itself, Trusting.quoted(github("acme/kit-two"))),
          manager.post(Trusting.path("rocket"), "[" + Trusting.quoted(beside) + "]"),
          manager.post("/-/api/v1/trust/apply", Trusting.quoted(plan.formatted(beside))),
          manager.post("/-/api/v1/trust/apply", Trusting.quoted(plan.formatted("")))
        };
    for (var answer : tried) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(403);
      assertThat(answer.message()).contains("only a person who decides");
    }
    assertThat(byJob("rocket", "1.1.0").status()).isEqualTo(202);
    assertThat(alice.post(path + "/resume", "").status()).isEqualTo(200);
    assertThat(byJob("rocket", "1.2.0").status()).isEqualTo(201);
  }

  /** A publisher with other settings is another one, and no job puts it where one is paused. */
  @Test
  @Covers("P114")
  void noJobAcceptsAnOfferForAPublisherThatIsPaused() {
    published("rocket");
    var id = Trusting.add(alice, "rocket", github("acme/kit", ALL));
    var manager = given("/-/api/v1/oidc/manage-token/rocket", "acme/kit");
    var other = JobClaims.of("acme/kit", "other.yml").audience(TestRegistry.AUDIENCE);
    assertThat(exchange("rocket", other).problem()).isEqualTo("rule-mismatch");
    var accept = "/-/api/v1/events/rocket/" + registry.events().getLast().id() + "/accept";
    registry.sql(
        "UPDATE publisher SET pause_kind = 'holds', paused_at = 0, pause_why = '' WHERE id = ?",
        id);

    var answer = manager.post(accept, "");

    assertThat(answer.status()).as(answer.text()).isEqualTo(403);
    assertThat(answer.message()).contains("only a person who decides");
    assertThat(alice.post(accept, "").status()).isEqualTo(200);
  }

  @Test
  @Covers("P22")
  void limitsHoldHoweverManyComeAtOnce() {
    published("rocket");
    var sessions =
        IntStream.range(0, 16).mapToObj(i -> registry.with(registry.session("alice"))).toList();
    AtOnce.all(
        IntStream.range(0, 16),
        i ->
            sessions
                .get(i)
                .post(Trusting.path("rocket"), "[" + Trusting.quoted(github("acme/x" + i)) + "]")
                .status());
    assertThat(registry.rows("publisher")).isEqualTo(10);
    AtOnce.all(
        IntStream.range(0, 16),
        i ->
            sessions
                .get(i)
                .post(
                    "/-/api/v1/webhooks?package=rocket",
                    "{\"url\":\"https://hooks.acme.example/" + i + "\"}")
                .status());
    assertThat(registry.rows("webhook")).isEqualTo(10);
    registry.sql("DELETE FROM publisher");
    for (int i = 0; i < 96; i++) {
      Trusting.add(alice, "name-" + i, github("acme/rocket"));
    }
    AtOnce.all(
        IntStream.range(100, 116),
        i ->
            sessions
                .get(i - 100)
                .post(Trusting.path("name-" + i), "[" + Trusting.quoted(github("acme/x")) + "]")
                .status());
    assertThat(registry.rows("publisher")).isEqualTo(100);
  }

  /** Nobody could say which of three is meant, so that the token gets what all of them allow. */
  @Test
  @Covers("P14")
  void ofSeveralThatFitAlikeTheStrictestCounts() {
    published("rocket");
    Trusting.add(alice, "rocket", claiming("acme/kit", "'event_name':['push']"));
    Trusting.add(alice, "rocket", claiming("acme/kit", "'ref':['refs/heads/main']"));
    Trusting.add(
        alice,
        "rocket",
        claiming("acme/kit", "'environment':'release'", "'token':{'minutes':1,'singleUse':true}"));
    var claims = job("acme/kit").with("environment", "release");
    var minted = registry.with(registry.minted("rocket", claims));
    assertThat(publish(minted, "rocket", "1.1.0").status()).isEqualTo(201);
    assertThat(publish(minted, "rocket", "1.2.0").status()).isEqualTo(401);
    var late = registry.with(registry.minted("rocket", claims));
    registry.clock().advance(Duration.ofMinutes(2));
    assertThat(publish(late, "rocket", "1.2.0").status()).isEqualTo(401);
  }
}
