package dev.imprimatur.doors.operation;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.limits.Quota;
import dev.imprimatur.limits.Quotas.Rate;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How many requests of a kind one address and one account may send. */
@Covers("A527")
final class QuotaTest {
  private static final String TOKENS = "/-/npm/v1/tokens";

  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static TestRegistry with(Quota quota, int perAddress, int perAccount) {
    var usual = Limits.standard();
    var quotas = usual.budgets().quotas().with(quota, new Rate(perAddress, perAccount));
    return TestRegistry.start(usual.withBudgets(usual.budgets().with(quotas)));
  }

  private static Client.Answer publish(TestRegistry registry, String token, String name) {
    var wanted = TestPackage.of(name, "1.0.0");
    return registry.with(token).put(wanted.path(), wanted.document());
  }

  /** The pause depends on how long this test takes. */
  private static void refused(Client.Answer answer, String code) {
    assertThat(answer.problem()).isEqualTo(code);
    SENTENCES.check(answer.message().replaceAll("\\d+ seconds", "… seconds"));
  }

  /** Each of them is published and tagged, as a normal release does. */
  @Test
  void aReleaseOfFiveHundredPackagesIsTaken() {
    try (var registry = TestRegistry.start()) {
      var token = registry.user("alice");
      for (int i = 0; i < 500; i++) {
        var name = "@alice/part-" + i;
        assertThat(publish(registry, token, name).status()).isEqualTo(201);
        var tags = "/-/package/@alice%2fpart-" + i + "/dist-tags/next";
        assertThat(registry.with(token).put(tags, "\"1.0.0\"").status()).isLessThan(300);
      }
      assertThat(registry.rows("version")).isEqualTo(500);
    }
  }

  @Test
  void oneAddressMayPublishSoOften() {
    try (var registry = with(Quota.PUBLISH, 3, 100)) {
      var token = registry.user("alice");
      for (int i = 0; i < 3; i++) {
        assertThat(publish(registry, token, "rocket-" + i).status()).isEqualTo(201);
      }
      var refused = publish(registry, token, "rocket-4");
      refused(refused, "too-many-requests");
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("retry-after").map(Integer::parseInt).orElseThrow())
          .isBetween(1, 201);
      assertThat(refused.header("npm-notice").orElseThrow())
          .contains("Too many requests to publish");
      // Reading is never counted, and neither is what is of another kind.
      for (int i = 0; i < 10; i++) {
        assertThat(registry.anyone().get("/rocket-1").status()).isEqualTo(200);
      }
      assertThat(registry.with(registry.session("alice")).get(TOKENS).status()).isEqualTo(200);
    }
  }

  @Test
  void oneAccountMayPublishSoOften() {
    try (var registry = with(Quota.PUBLISH, 100, 2)) {
      var alice = registry.user("alice");
      var bob = registry.user("bob");
      publish(registry, alice, "rocket-1");
      publish(registry, registry.token("alice", true), "rocket-2");
      refused(publish(registry, alice, "rocket-3"), "too-many-requests");
      assertThat(publish(registry, bob, "orbiter").status()).isEqualTo(201);
    }
  }

  /** The jobs of a monorepo have a publisher each, or one for all of it. */
  @Test
  void aTrustedPublisherIsAnAccount() {
    try (var registry = with(Quota.PUBLISH, 100, 1)) {
      registry.addUser("alice", false);
      for (var name : new String[] {"rocket", "orbiter"}) {
        registry.pending(name, workflow("acme/" + name), "alice");
        var token = registry.minted(name, job("acme/" + name));
        assertThat(publish(registry, token, name).status()).isEqualTo(201);
        assertThat(publish(registry, token, name).problem()).isEqualTo("too-many-requests");
      }
    }
  }

  /** npm would send a 429 again for 70 seconds, while somebody waits. */
  @Test
  void signingInIsCountedAndRefusedWith403() {
    try (var registry = with(Quota.SIGN_IN, 2, 100)) {
      registry.addUser("alice", false);
      assertThat(signIn(registry).status()).isEqualTo(201);
      assertThat(signIn(registry).status()).isEqualTo(201);
      var refused = signIn(registry);
      refused(refused, "sign-in-quota");
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.header("retry-after")).isPresent();
      assertThat(registry.anyone().post("/-/v1/login", "{}").problem()).isEqualTo("sign-in-quota");
    }
  }

  private static Client.Answer signIn(TestRegistry registry) {
    var body = "{\"name\":\"alice\",\"password\":\"%s\"}".formatted(TestRegistry.password());
    return registry.anyone().put("/-/user/org.couchdb.user:alice", body);
  }

  @Test
  void searchingIsCountedForWhoIsNobodyToo() {
    try (var registry = with(Quota.SEARCH, 1, 100)) {
      assertThat(registry.anyone().get("/-/v1/search?text=rocket").status()).isEqualTo(200);
      refused(registry.anyone().get("/-/v1/search?text=rocket"), "too-many-requests");
    }
  }

  @Test
  void trustAndTokensAreCountedEachByItself() {
    try (var registry = with(Quota.TOKENS, 100, 1)) {
      var alice = registry.maintainerOf("rocket", "alice");
      assertThat(alice.get(TOKENS).status()).isEqualTo(200);
      refused(alice.get(TOKENS), "too-many-requests");
      assertThat(alice.get("/-/package/rocket/trust").status()).isEqualTo(200);
    }
    try (var registry = with(Quota.TRUST, 1, 100)) {
      var alice = registry.maintainerOf("rocket", "alice");
      assertThat(alice.get("/-/package/rocket/trust").status()).isEqualTo(200);
      assertThat(alice.get("/-/package/rocket/trust").problem()).isEqualTo("too-many-requests");
    }
  }
}
