package dev.imprimatur.doors.exchange;

import static dev.imprimatur.wiring.TestRegistry.AUDIENCE;
import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitHub;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
  private final TestRegistry registry = TestRegistry.with().asking().start();
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

  Stream<HostileToken> tokenAttacks() {
    return new TokenAttacks(registry.github(), stranger, registry.clock()).all();
  }

  @ParameterizedTest
  @MethodSource("tokenAttacks")
  @Covers({
    "J01", "J02", "J03", "J04", "J05", "J06", "J07", "J08", "J09", "J10", "J12", "J16", "J17",
    "J18", "J19", "J20", "J21", "J22", "J23", "J24", "J25", "J26", "J27", "J28", "J29", "J30",
    "J31", "J32", "J33", "J34", "J36", "J38", "J41", "J42", "R07", "C09", "C55"
  })
  void isRefusedAndLeavesNothingBehind(HostileToken attack) {
    var answer = exchange(attack.token());

    assertThat(answer.problem()).as("%s: %s", attack, answer.text()).isEqualTo(attack.problem());
    assertThat(answer.header("npm-notice").orElseThrow())
        .startsWith(answer.message().replace("…", "...").replaceAll("[^ -~]", "?"));
    assertThat(stranger.requestsForKeys() + stranger.requestsForDiscovery()).isZero();
    // More refusals in a minute than are written would not be seen here.
    registry.clock().advance(Duration.ofMillis(600));
  }

  /** The list above names what there is, and nothing else. */
  @Test
  void everyRowHasItsAttacks() throws NoSuchMethodException {
    var method =
        getClass().getDeclaredMethod("isRefusedAndLeavesNothingBehind", HostileToken.class);
    assertThat(tokenAttacks().map(HostileToken::id).distinct())
        .containsExactlyInAnyOrder(method.getAnnotation(Covers.class).value());
  }

  private Client.Answer exchange(String token) {
    return registry.exchange("rocket", token);
  }

  static JobClaims good() {
    return job("acme/rocket").audience(AUDIENCE);
  }
}
