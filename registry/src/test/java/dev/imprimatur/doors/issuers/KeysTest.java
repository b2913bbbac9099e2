package dev.imprimatur.doors.issuers;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.Misbehaviour;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Where the keys of an issuer come from, and what becomes of them when it does not behave. */
final class KeysTest {
  private static final Duration PAUSE = Duration.ofSeconds(61);

  private static final Duration PATIENCE = Duration.ofMillis(800);

  private final TestRegistry registry = TestRegistry.with().asking(PATIENCE).start();
  private final FakeIssuer github = registry.github();

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    registry.pending("rocket", workflow("acme/rocket"), "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void keysAreAskedForOnceAndKept() {
    for (int i = 0; i < 5; i++) {
      assertThat(exchange().status()).isEqualTo(201);
    }
    assertThat(github.requestsForKeys()).isEqualTo(1);
    assertThat(github.requestsForDiscovery()).isEqualTo(1);
  }

  @Test
  @Covers("K10")
  void k10aNewKeyIsTakenAfterOneLook() {
    assertThat(exchange().status()).isEqualTo(201);
    registry.clock().advance(PAUSE);
    github.rotateKey();
    assertThat(exchange().status()).isEqualTo(201);
    assertThat(exchange().status()).isEqualTo(201);
    assertThat(github.requestsForKeys()).isEqualTo(2);
  }

  @Test
  @Covers("K11")
  void k11aWithdrawnKeyIsForgottenInTime() {
    var old =
        github.sign(job("acme/rocket").expiresAt(registry.clock().instant().plusSeconds(899)));
    assertThat(exchange().status()).isEqualTo(201);
    github.rotateKey();
    github.withdrawOldKeys();
    registry.clock().advance(Duration.ofMinutes(14));
    registry.keepHouse();
    assertThat(github.requestsForKeys()).isEqualTo(1);
    registry.clock().advance(Duration.ofSeconds(50));
    assertThat(registry.exchange("rocket", old).status()).isEqualTo(201);
    registry.clock().advance(Duration.ofSeconds(12));
    registry.keepHouse();
    assertThat(github.requestsForKeys()).isEqualTo(2);
    registry.pending("shuttle", workflow("acme/rocket"), "alice");
    assertThat(registry.exchange("shuttle", old).problem()).isEqualTo("key-unknown");
  }

  @Test
  @Covers("K12")
  void k12aFloodOfInventedKeysAsksOnceAMinuteAndDisturbsNobody() {
    assertThat(exchange().status()).isEqualTo(201);
    var stranger = SigningKey.rsa();
    for (int i = 0; i < 50; i++) {
      var token = github.forge(job("acme/rocket")).signedBy(stranger.withId("k" + i)).token();
      assertThat(registry.exchange("rocket", token).problem()).isEqualTo("key-unknown");
      assertThat(exchange().status()).isEqualTo(201);
    }
    // The first look was less than a minute ago, so there was none at all.
    assertThat(github.requestsForKeys()).isEqualTo(1);
    registry.clock().advance(PAUSE);
    for (int i = 0; i < 20; i++) {
      registry.exchange(
          "rocket", github.forge(job("acme/rocket")).signedBy(stranger.withId("x" + i)).token());
    }
    assertThat(github.requestsForKeys()).isEqualTo(2);
  }

  @Test
  @Covers("K13")
  void k13failuresAreThrottledToo() {
    github.goDown();
    for (int i = 0; i < 20; i++) {
      var answer = exchange();
      assertThat(answer.problem()).isEqualTo("keys-unavailable");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).contains("60");
    }
    assertThat(github.requestsForDiscovery()).isEqualTo(1);
    github.comeBack();
    assertThat(exchange().problem()).isEqualTo("keys-unavailable");
    registry.clock().advance(PAUSE);
    assertThat(exchange().status()).isEqualTo(201);
  }

  @Test
  @OnPostgres
  @Covers("K14")
  void k14ofManyWhoNeedAKeyOneAsks() {
    // On a busy machine sixty at once take longer than the others here have patience for.
    try (var patient = TestRegistry.with().asking(Duration.ofMinutes(1)).start()) {
      patient.addUser("alice", false);
      patient.pending("rocket", workflow("acme/rocket"), "alice");
      var issuer = patient.github();
      issuer.answerAfter(Duration.ofMillis(200));
      var tokens = IntStream.range(0, 60).mapToObj(i -> issuer.sign(job("acme/rocket"))).toList();
      var statuses =
          AtOnce.all(
              IntStream.range(0, 60), i -> patient.exchange("rocket", tokens.get(i)).status());
      assertThat(statuses).hasSize(60).containsOnly(201);
      assertThat(issuer.requestsForKeys()).isEqualTo(1);
      assertThat(issuer.requestsForDiscovery()).isEqualTo(1);
    }
  }

  @Test
  @Covers("K15")
  void k15anOutageIsBornForADayAndNoLonger() {
    assertThat(exchange().status()).isEqualTo(201);
    github.goDown();
    registry.clock().advance(Duration.ofHours(23));
    registry.keepHouse();
    assertThat(exchange().status()).isEqualTo(201);
    registry.clock().advance(Duration.ofHours(2));
    assertThat(exchange().problem()).isEqualTo("keys-unavailable");
    github.comeBack();
    registry.clock().advance(PAUSE);
    assertThat(exchange().status()).isEqualTo(201);
  }

  @Test
  @Covers("K06")
  void anIssuerThatIsSlowIsGivenUp() {
    github.answerAfter(PATIENCE.multipliedBy(5));
    long before = System.nanoTime();
    assertThat(exchange().problem()).isEqualTo("keys-unavailable");
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE.multipliedBy(5));
  }

  /** K02 to K09: whatever it does, it is not believed, and what was known before stays. */
  @ParameterizedTest
  @EnumSource(
      value = Misbehaviour.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"MALFORMED_KEY_AMONG_GOOD", "KEY_ID_TWICE"})
  @Covers({"K02", "K03", "K04", "K06", "K07", "K08"})
  void anIssuerThatMisbehavesIsNotBelieved(Misbehaviour how) {
    github.misbehave(how);
    assertThat(exchange().problem()).isEqualTo("keys-unavailable");
    github.behave();
    registry.clock().advance(PAUSE);
    assertThat(exchange().status()).isEqualTo(201);

    github.misbehave(how);
    registry.clock().advance(Duration.ofMinutes(20));
    registry.keepHouse();
    assertThat(exchange().status()).isEqualTo(201);
    assertThat(github.requestsElsewhere()).isZero();
  }

  @Test
  @Covers({"K09", "J14", "J15"})
  void k09oneBadKeyDoesNotSpoilTheOthers() {
    github.misbehave(Misbehaviour.MALFORMED_KEY_AMONG_GOOD);
    for (var bad :
        new String[] {
          "{\"kty\":\"oct\",\"kid\":\"o\",\"k\":\"AAAA\"}",
          SigningKey.rsa(1024).withId("short").jwkJson(),
          "{\"kty\":\"RSA\",\"kid\":\"one\",\"n\":\"AQAB\",\"e\":\"AQ\"}",
          github
              .signingKey()
              .jwkJson()
              .replace("\"key-1\"", "\"enc\"")
              .replace("\"use\":\"sig\"", "\"use\":\"enc\""),
          "null",
        }) {
      github.publishKey(bad);
    }
    assertThat(exchange().status()).isEqualTo(201);
    var weak = SigningKey.rsa(1024).withId("short");
    assertThat(
            registry
                .exchange("rocket", github.forge(job("acme/rocket")).signedBy(weak).token())
                .problem())
        .isEqualTo("key-unknown");
  }

  @Test
  @Covers("J11")
  void j11twoKeysOfOneIdAreBothUnusable() {
    github.publishKey(SigningKey.rsa().withId("twice").jwkJson());
    var twice = SigningKey.rsa().withId("twice");
    github.publishKey(twice.jwkJson());
    assertThat(exchange().status()).isEqualTo(201);
    assertThat(
            registry
                .exchange("rocket", github.forge(job("acme/rocket")).signedBy(twice).token())
                .problem())
        .isEqualTo("key-unknown");
  }

  @Test
  @Covers("K16")
  void k16withoutKeysTheServerStartsAndServes() {
    github.goDown();
    assertThat(registry.anyone().get("/-/ping").status()).isEqualTo(200);
    assertThat(exchange().problem()).isEqualTo("keys-unavailable");
  }

  private Client.Answer exchange() {
    return registry.exchange("rocket", github.sign(job("acme/rocket")));
  }
}
