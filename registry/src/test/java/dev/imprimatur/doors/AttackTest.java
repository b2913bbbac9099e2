package dev.imprimatur.doors;

import static dev.imprimatur.main.TestRegistry.AUDIENCE;
import static dev.imprimatur.main.TestRegistry.job;
import static dev.imprimatur.main.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.main.Client;
import dev.imprimatur.main.TestRegistry;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an attacker can do to an identity token, against the running registry. After every attack:
 * nothing was minted, nothing was spent, exactly one event was written, nobody else was asked for
 * anything, and the token is in no log.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AttackTest {
  private final TestRegistry registry = TestRegistry.startAsking();
  private final FakeIssuer stranger =
      FakeIssuer.start(GitHub.SYSTEM, registry.clock(), TestRegistry.KEY);

  @BeforeAll
  void open() {
    registry.addUser("alice", false);
    registry.pending("rocket", workflow("acme/rocket"), "alice");
    // The genuine token is good: every refusal below is for what was changed.
    assertThat(exchange(registry.github().sign(good())).status()).isEqualTo(201);
  }

  @AfterAll
  void close() {
    stranger.close();
    registry.close();
  }

  Stream<Attack> tokenAttacks() {
    return new TokenAttacks(registry.github(), stranger, registry.clock()).all();
  }

  @ParameterizedTest
  @MethodSource("tokenAttacks")
  void isRefusedAndLeavesNothingBehind(Attack attack) {
    long tokens = registry.rows("token");
    long spent = registry.rows("spent_token");
    long events = registry.rows("audit_event");

    var answer = exchange(attack.token());

    assertThat(answer.problem()).as("%s: %s", attack, answer.text()).isEqualTo(attack.problem());
    assertThat(answer.header("npm-notice").orElseThrow())
        .startsWith(answer.message().replace("…", "...").replaceAll("[^ -~]", "?"));
    assertThat(registry.rows("token")).isEqualTo(tokens);
    assertThat(registry.rows("spent_token")).isEqualTo(spent);
    assertThat(registry.rows("audit_event")).isEqualTo(events + 1);
    assertThat(registry.events().getLast().kind()).isEqualTo("exchange-refused");
    assertThat(stranger.requestsForKeys() + stranger.requestsForDiscovery()).isZero();
    assertThat(registry.github().requestsElsewhere()).isZero();
    requireNotTold(attack.token(), answer);
    // More refusals in a minute than are written would not be seen here.
    registry.clock().advance(Duration.ofMillis(600));
  }

  private void requireNotTold(String token, Client.Answer answer) {
    var signature = token.substring(token.lastIndexOf('.') + 1);
    if (signature.length() > 20) {
      assertThat(answer.text()).doesNotContain(signature);
      assertThat(registry.logged()).noneMatch(line -> line.contains(signature));
      assertThat(registry.events().getLast().facts().toString()).doesNotContain(signature);
    }
  }

  private Client.Answer exchange(String token) {
    return registry.exchange("rocket", token);
  }

  static JobClaims good() {
    return job("acme/rocket").audience(AUDIENCE);
  }
}
