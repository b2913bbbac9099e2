package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.AUDIENCE;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What would become of an identity token, and why, without anything becoming of it. */
final class ExplainTest {
  private static final String EXPLAIN = "/-/api/v1/oidc/explain/rocket";
  private static final String SIMULATE = "/-/api/v1/oidc/simulate/rocket";

  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
    Trusting.add(alice, "rocket", github("acme/rocket"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer explain(JobClaims claims) {
    return registry.with(registry.github().sign(claims)).post(EXPLAIN, "");
  }

  private static List<JsonObject> publishers(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().array("publishers").map(JsonArray::items).orElseThrow().stream()
        .map(JsonObject.class::cast)
        .toList();
  }

  private String claims(JobClaims claims) {
    var payload = registry.github().sign(claims).split("\\.", -1)[1];
    return new String(Base64.getUrlDecoder().decode(payload), StandardCharsets.UTF_8);
  }

  @Test
  void aGoodTokenIsExplainedAndStillGood() {
    var token = registry.github().sign(job("acme/rocket"));
    var events = registry.rows("audit_event");
    var told = registry.with(token).post(EXPLAIN, "");
    assertThat(told.text()).contains("\"accepted\":true");
    assertThat(registry.rows("token")).isEqualTo(2);
    assertThat(registry.rows("redeemed_token")).isZero();
    assertThat(registry.rows("audit_event")).isEqualTo(events);
    assertThat(registry.exchange("rocket", token).status()).isEqualTo(201);
  }

  @Test
  void aBadTokenIsToldWhichRuleAndWhatWouldPass() {
    registry.minted("rocket", job("acme/rocket"));
    var told = explain(JobClaims.of("acme/rocket", "release.yml").audience(AUDIENCE));
    assertThat(told.text()).contains("\"accepted\":false");
    assertThat(told.json().text("code")).contains("rule-mismatch");
    assertThat(told.json().text("detail").orElseThrow()).contains("release.yml", "publish.yml");
    var rules = publishers(told).getFirst().array("rules").map(JsonArray::items).orElseThrow();
    var failed =
        rules.stream()
            .map(JsonObject.class::cast)
            .filter(rule -> rule.text("outcome").filter("failed"::equals).isPresent())
            .toList();
    assertThat(failed).hasSize(1);
    assertThat(failed.getFirst().text("wouldPass")).contains("release.yml");
  }

  @Test
  void aStrangerLearnsNothingOfWhatIsConfigured() {
    registry.minted("rocket", job("acme/rocket"));
    var told = explain(job("stranger/rocket"));
    assertThat(told.json().text("code")).contains("no-publisher");
    assertThat(publishers(told)).isEmpty();
    assertThat(told.text()).doesNotContain("acme", "publish.yml\\\"");
    var missing =
        registry
            .with(registry.github().sign(job("stranger/rocket")))
            .post(EXPLAIN.replace("rocket", "missing"), "");
    assertThat(missing.text().replace("missing", "rocket")).isEqualTo(told.text());
  }

  @Test
  void aTokenThatIsNoGoodIsRefusedAsItWouldBe() {
    var late = registry.github().sign(job("acme/rocket"));
    registry.clock().advance(Duration.ofHours(1));
    assertThat(registry.with(late).post(EXPLAIN, "").problem()).isEqualTo("time");
    assertThat(registry.anyone().post(EXPLAIN, "").problem()).isEqualTo("token-malformed");
  }

  @Test
  void anOwnerTriesAnyClaims() {
    var good = claims(job("acme/rocket"));
    var told = alice.post(SIMULATE, "{\"claims\":" + good + "}");
    assertThat(told.text()).contains("\"accepted\":true");
    var other = claims(job("acme/rocket").environment("staging"));
    Trusting.add(alice, "rocket", Trusting.claiming("acme/rocket", "'environment':'production'"));
    var staging = alice.post(SIMULATE, "{\"claims\":" + other + "}");
    assertThat(publishers(staging)).hasSize(2);
    assertThat(staging.text()).contains("production", "staging");
    assertThat(registry.rows("redeemed_token")).isZero();
  }

  @Test
  void onlyAnOwnerTriesThem() {
    var body = "{\"claims\":" + claims(job("acme/rocket")) + "}";
    registry.addUser("bob", false);
    assertThat(registry.with(registry.session("bob")).post(SIMULATE, body).status()).isEqualTo(403);
    assertThat(registry.anyone().post(SIMULATE, body).status()).isEqualTo(401);
    var minted = registry.with(registry.minted("rocket", job("acme/rocket")));
    assertThat(minted.post(SIMULATE, body).status()).isEqualTo(403);
    assertThat(alice.post(SIMULATE, "{}").problem()).isEqualTo("malformed-request");
    var unknown = "{\"issuer\":\"https://other.example\",\"claims\":{}}";
    assertThat(alice.post(SIMULATE, unknown).problem()).isEqualTo("issuer-not-found");
  }

  @Test
  void theOperatorTriesThemFromAFile() {
    var said =
        registry
            .terminal()
            .runReading(claims(job("acme/rocket")), "trust", "simulate", "rocket", "-");
    assertThat(said.out()).as(said.err()).startsWith("Accepted.");
    var refused =
        registry
            .terminal()
            .runReading(claims(job("acme/shuttle")), "trust", "simulate", "rocket", "-");
    assertThat(refused.out())
        .as(refused.err())
        .startsWith("Refused (no-publisher): ")
        .contains("acme/shuttle", "failed");
    var nonsense = registry.terminal().runReading("[", "trust", "simulate", "rocket", "-");
    assertThat(nonsense.exit()).isEqualTo(1);
  }
}
