package dev.imprimatur.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.imprimatur.testkit.ci.GitHub;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeIssuerTest {
  private static final JobClaims CLAIMS = JobClaims.of("acme/rocket", "publish.yml");
  private static final SigningKey KEY = SigningKey.rsa();

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM, InstantSource.system(), KEY);
  private final Visitor visitor = new Visitor();

  @AfterEach
  void close() {
    visitor.close();
    github.close();
  }

  @Test
  void aTokenVerifiesWithTheKeysThatDiscoveryLeadsTo() throws Exception {
    var discovery = visitor.get(github.issuer() + "/.well-known/openid-configuration");
    var document = JSONObjectUtils.parse(discovery.body());
    var keys = visitor.get(JSONObjectUtils.getString(document, "jwks_uri"));

    assertThat(document).containsEntry("issuer", github.issuer());
    assertThat(github.issuer()).matches("http://127\\.0\\.0\\.1:\\d+");
    assertThat(keys.headers().firstValue("content-type"))
        .contains("application/json; charset=utf-8");
    assertThat(keys.body()).isEqualTo(github.keySetJson());
    assertThat(Verification.accepts(keys.body(), github.sign(CLAIMS))).isTrue();
  }

  @Test
  void aTokenHasGitHubsHeader() throws Exception {
    var header = SignedJWT.parse(github.sign(CLAIMS)).getHeader().toJSONObject();

    assertThat(header)
        .containsOnlyKeys("typ", "x5t", "alg", "kid")
        .containsEntry("typ", "JWT")
        .containsEntry("alg", "RS256")
        .containsEntry("kid", github.signingKey().id());
  }

  @Test
  void everySigningHasAnIdOfItsOwn() throws Exception {
    var one = Verification.claims(github.sign(CLAIMS));
    var other = Verification.claims(github.sign(CLAIMS));

    assertThat(one.get("jti")).isNotEqualTo(other.get("jti"));
  }

  @Test
  void theClockThatIsHandedInSaysWhenATokenIsIssued() throws Exception {
    var clock = InstantSource.fixed(Instant.parse("2026-11-22T12:00:00.999Z"));
    try (var punctual = FakeIssuer.start(GitHub.SYSTEM, clock, KEY)) {
      assertThat(Verification.claims(punctual.sign(CLAIMS)))
          .containsEntry("iat", 1795348800L)
          .containsEntry("nbf", 1795348200L)
          .containsEntry("exp", 1795349100L);
    }
  }

  @Test
  void anIssuerMayBearANameWhereItIsNot() throws Exception {
    try (var named =
        FakeIssuer.startAs(GitHub.SYSTEM, "https://token.actions.githubusercontent.com")) {
      var token = named.sign(CLAIMS);

      assertThat(Verification.claims(token))
          .containsEntry("iss", "https://token.actions.githubusercontent.com");
      assertThat(Verification.accepts(named.keySetJson(), token)).isTrue();
      assertThat(visitor.get(named.keySetAddress()).body()).isEqualTo(named.keySetJson());
    }
  }

  @Test
  void afterARotationOldTokensStillVerifyAndNewOnesNeedTheNewKey() throws Exception {
    var before = github.keySetJson();
    var oldToken = github.sign(CLAIMS);

    github.rotateKey();
    var newToken = github.sign(CLAIMS);

    assertThat(Verification.accepts(before, newToken)).isFalse();
    assertThat(Verification.accepts(github.keySetJson(), newToken)).isTrue();
    assertThat(Verification.accepts(github.keySetJson(), oldToken)).isTrue();
  }

  @Test
  void aWithdrawnKeyIsPublishedNoMore() throws Exception {
    var oldToken = github.sign(CLAIMS);
    github.rotateKey();
    github.publishKey("{\"kty\":\"oct\",\"k\":\"AA\"}");

    github.withdrawOldKeys();

    assertThat(Verification.accepts(github.keySetJson(), oldToken)).isFalse();
    assertThat(Verification.accepts(github.keySetJson(), github.sign(CLAIMS))).isTrue();
    assertThat(keys()).hasSize(1);
  }

  @Test
  void anyKeyCanBePublishedBesidesItsOwn() throws Exception {
    var elliptic = SigningKey.elliptic();
    github.publishKey(elliptic.jwkJson());
    github.publishKey("{\"kty\":\"oct\",\"k\":\"AA\",\"kid\":[null]}");

    assertThat(keys()).hasSize(3).anyMatch(key -> key.toString().contains(elliptic.id()));
  }

  @Test
  void anOutageLastsUntilItComesBack() throws Exception {
    github.goDown();
    assertThat(visitor.get(github.keySetAddress()).statusCode()).isEqualTo(503);
    assertThat(visitor.get(discoveryAddress()).statusCode()).isEqualTo(503);

    github.comeBack();
    assertThat(visitor.get(github.keySetAddress()).statusCode()).isEqualTo(200);
  }

  @Test
  void slownessKeepsReadersWaiting() throws Exception {
    github.answerAfter(Duration.ofMillis(300));
    assertThat(timeOf(github.keySetAddress())).isGreaterThanOrEqualTo(Duration.ofMillis(300));

    github.answerAfter(Duration.ZERO);
    assertThat(timeOf(github.keySetAddress())).isLessThan(Duration.ofMillis(300));
  }

  @Test
  void requestsAreCountedWhateverComesOfThem() throws Exception {
    visitor.get(discoveryAddress());
    visitor.get(github.keySetAddress());
    github.goDown();
    visitor.get(github.keySetAddress());

    assertThat(github.requestsForDiscovery()).isEqualTo(1);
    assertThat(github.requestsForKeys()).isEqualTo(2);
    assertThat(github.requestsElsewhere()).isZero();
  }

  @Test
  void readersWhoComeAtOnceAreAllCountedAndAnswered() throws Exception {
    var reads = Collections.<Callable<Integer>>nCopies(200, this::statusOfKeys);
    try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var status : readers.invokeAll(reads)) {
        assertThat(status.get()).isEqualTo(200);
      }
    }
    assertThat(github.requestsForKeys()).isEqualTo(200);
  }

  @Test
  void nothingElseIsPublished() throws Exception {
    assertThat(visitor.get(github.issuer() + "/").statusCode()).isEqualTo(404);
    assertThat(visitor.get(github.keySetAddress() + "/x").statusCode()).isEqualTo(404);
  }

  @Test
  void whatIsClosedRefusesConnections() {
    github.close();

    assertThatThrownBy(() -> visitor.get(github.keySetAddress()))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void closingDoesNotWaitForASlowAnswer() throws Exception {
    github.answerAfter(Duration.ofMinutes(1));
    var reader = Thread.ofVirtual().start(() -> assertThatThrownBy(this::statusOfKeys));
    while (github.requestsForKeys() == 0) {
      Thread.sleep(Duration.ofMillis(5));
    }

    github.close();

    assertThat(reader.join(Duration.ofSeconds(10))).isTrue();
  }

  private int statusOfKeys() throws IOException, InterruptedException {
    return visitor.get(github.keySetAddress()).statusCode();
  }

  private List<Object> keys() throws Exception {
    return JSONObjectUtils.getJSONArray(JSONObjectUtils.parse(github.keySetJson()), "keys");
  }

  private String discoveryAddress() {
    return github.issuer() + "/.well-known/openid-configuration";
  }

  private Duration timeOf(String address) throws Exception {
    long start = System.nanoTime();
    visitor.get(address);
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
