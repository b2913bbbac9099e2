package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.npm.PackageGlob;
import dev.imprimatur.tokens.TokenPermission;
import dev.imprimatur.tokens.TokenTerms;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import dev.imprimatur.wiring.TestSecondFactor;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens of somebody with a second factor: when it is asked for, and which token is never asked.
 */
final class TokenSecondFactorTest {
  private static final String TOKENS = "/-/npm/v1/tokens";
  private static final String ALL = "{\"all\":true}";

  private final TestRegistry registry = TestRegistry.with().secondFactorRequired().start();
  private TestSecondFactor factor;
  private Client alice;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
    assertThat(publish(alice, "1.0.0").status()).isEqualTo(201);
    factor = registry.enrol("alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Client.Answer publish(Client client, String version) {
    return client.put("/rocket", TestPackage.of("rocket", version).document());
  }

  private static String wanted() {
    return "{\"name\":\"ci\",\"packages_all\":true,\"password\":\"%s\"}"
        .formatted(TestRegistry.password());
  }

  private Client token(TokenPermission permission, boolean bypasses) {
    return registry.with(
        registry.token(
            "alice",
            new TokenTerms(
                "ci",
                "",
                permission,
                List.of(new PackageGlob("*")),
                TokenPermission.NO_ACCESS,
                List.of(),
                List.of(),
                bypasses)));
  }

  @Test
  void makingAndRevokingNeedItAndListingDoesNot() {
    assertThat(alice.get(TOKENS).status()).isEqualTo(200);
    var asked = alice.post(TOKENS, wanted());
    assertThat(asked.status()).isEqualTo(401);
    assertThat(asked.header("www-authenticate")).hasValue("otp");
    var made = alice.with("npm-otp", factor.code()).post(TOKENS, wanted());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    var key = made.json().text("key").orElseThrow();
    assertThat(alice.delete(TOKENS + "/token/" + key).problem())
        .isEqualTo("one-time-password-required");
    assertThat(alice.post("/-/api/v1/tokens/revoke", ALL).problem())
        .isEqualTo("one-time-password-required");
    assertThat(registry.with(made.json().text("token").orElseThrow()).get("/-/whoami").status())
        .isEqualTo(200);
  }

  /** Whom another one signs in has nothing else to show. */
  @Test
  void whoHasNoPasswordShowsTheSecondFactorAlone() {
    registry.sql("UPDATE account SET password = NULL");
    var made = alice.with("npm-otp", factor.code()).post(TOKENS, wanted());
    assertThat(made.status()).as(made.text()).isEqualTo(201);
  }

  @Test
  void whoHasNeitherMakesNone() {
    try (var lax = TestRegistry.start()) {
      lax.addUser("alice", false);
      var session = lax.with(lax.session("alice"));
      lax.sql("UPDATE account SET password = NULL");
      assertThat(session.post(TOKENS, wanted()).problem()).isEqualTo("not-allowed");
    }
  }

  @Test
  void onlyATokenThatBypassesItPublishesWithoutIt() {
    assertThat(publish(token(TokenPermission.READ_WRITE, false), "1.1.0").problem())
        .isEqualTo("one-time-password-required");
    assertThat(publish(token(TokenPermission.READ_WRITE, true), "1.1.0").status()).isEqualTo(201);
    assertThat(publish(token(TokenPermission.STAGE_ONLY, true), "1.2.0").problem())
        .isEqualTo("stage-required");
  }

  /** npm's ban of 2026: what never asks must not be able to make itself last. */
  @Test
  void whatBypassesItGovernsNothing() {
    var token = token(TokenPermission.READ_WRITE, true).with("npm-otp", factor.code());
    for (var answer :
        List.of(
            token.post(TOKENS, wanted()),
            token.get(TOKENS),
            token.post("/-/api/v1/tokens/revoke", ALL),
            token.post("/-/package/rocket/access", "{\"access\":\"restricted\"}"),
            token.post("/-/package/rocket/trust", "[]"),
            token.post(
                "/-/api/v1/webhooks?package=rocket", "{\"url\":\"https://acme.example\"}"))) {
      assertThat(answer.problem()).as(answer.text()).isEqualTo("not-allowed");
    }
  }
}
