package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.limits.TokenLimits;
import dev.imprimatur.wiring.TestRegistry;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Tokens that are made at the same instant as something else happens. */
@OnPostgres
final class TokenRaceTest {
  private static final String TOKENS = "/-/npm/v1/tokens";

  private static String wanted() {
    return "{\"name\":\"ci\",\"packages_all\":true,\"password\":\"%s\"}"
        .formatted(TestRegistry.password());
  }

  /** A token that outlives this would be good again when its owner is let in again. */
  @RepeatedTest(3)
  void whoIsDisabledMeanwhileHasNoTokenAfterwards() {
    try (var registry = TestRegistry.start()) {
      registry.addUser("alice", false);
      var sessions = IntStream.range(0, 4).mapToObj(i -> registry.session("alice")).toList();
      AtOnce.all(
          IntStream.range(0, 5),
          i ->
              i == 4
                  ? registry.terminal().run("user", "disable", "alice").exit()
                  : registry.with(sessions.get(i)).post(TOKENS, wanted()).status());
      assertThat(registry.rows("token")).isZero();
    }
  }

  @Test
  void ofManyAtOnceThereAreNoMoreThanMayBe() {
    var few = TokenLimits.standard().withPerPersonMax(2);
    try (var registry = TestRegistry.start(Limits.standard().withTokens(few))) {
      registry.addUser("alice", false);
      var sessions = IntStream.range(0, 6).mapToObj(i -> registry.session("alice")).toList();
      var statuses =
          AtOnce.all(
              IntStream.range(0, 6),
              i -> registry.with(sessions.get(i)).post(TOKENS, wanted()).status());
      assertThat(statuses).containsOnly(201, 403);
      assertThat(statuses.stream().filter(status -> status == 201)).hasSize(2);
    }
  }
}
