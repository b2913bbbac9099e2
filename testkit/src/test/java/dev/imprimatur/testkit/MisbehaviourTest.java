package dev.imprimatur.testkit;

import static dev.imprimatur.testkit.Misbehaviour.DISCOVERY_DRIPS;
import static dev.imprimatur.testkit.Misbehaviour.DISCOVERY_NAMES_ANOTHER_ISSUER;
import static dev.imprimatur.testkit.Misbehaviour.DISCOVERY_REDIRECTS;
import static dev.imprimatur.testkit.Misbehaviour.DISCOVERY_SENDS_TO_ANOTHER_HOST;
import static dev.imprimatur.testkit.Misbehaviour.KEYS_ARE_HTML;
import static dev.imprimatur.testkit.Misbehaviour.KEYS_ARE_NONE;
import static dev.imprimatur.testkit.Misbehaviour.KEYS_BEGIN_WITH_A_BOM;
import static dev.imprimatur.testkit.Misbehaviour.KEY_ID_TWICE;
import static dev.imprimatur.testkit.Misbehaviour.MALFORMED_KEY_AMONG_GOOD;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import dev.imprimatur.testkit.Misbehaviour.Document;
import dev.imprimatur.testkit.ci.GitHub;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MisbehaviourTest {
  private static final SigningKey KEY = SigningKey.rsa();

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM, InstantSource.system(), KEY);
  private final Visitor visitor = new Visitor();

  @AfterEach
  void close() {
    visitor.close();
    github.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCOVERY_REDIRECTS", "KEYS_REDIRECT"})
  void aRedirectLeadsTheCarelessToTheGenuineDocument(Misbehaviour how) throws Exception {
    var address = addressSpoiltBy(how);
    var genuine = visitor.get(address).body();

    github.misbehave(how);

    assertThat(statusWithoutFollowing(address)).isEqualTo(302);
    assertThat(JSONObjectUtils.parse(visitor.get(address).body()))
        .isEqualTo(JSONObjectUtils.parse(genuine));
    assertThat(github.requestsElsewhere()).isEqualTo(1);
  }

  @Test
  void discoveryNamesAnotherIssuer() throws Exception {
    github.misbehave(DISCOVERY_NAMES_ANOTHER_ISSUER);

    assertThat(discovery()).containsEntry("issuer", github.issuer() + ".evil.example");
  }

  @Test
  void theKeysOnAnotherHostAreGenuineAndItsVisitorsCounted() throws Exception {
    github.misbehave(DISCOVERY_SENDS_TO_ANOTHER_HOST);
    var address = JSONObjectUtils.getString(discovery(), "jwks_uri");

    assertThat(URI.create(address).getHost()).isEqualTo("localhost");
    assertThat(visitor.get(address).body()).isEqualTo(github.keySetJson());
    assertThat(github.requestsElsewhere()).isEqualTo(1);
    assertThat(github.requestsForKeys()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCOVERY_IS_HTML", "KEYS_ARE_HTML"})
  void aPageOfHtmlComesWithStatus200(Misbehaviour how) throws Exception {
    github.misbehave(how);
    var answer = documentSpoiltBy(how);

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(answer.body()).startsWith("<!DOCTYPE html>");
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCOVERY_IS_PLAIN_TEXT", "KEYS_ARE_PLAIN_TEXT"})
  void theGenuineDocumentComesUnderAWrongType(Misbehaviour how) throws Exception {
    var genuine = documentSpoiltBy(how).body();
    github.misbehave(how);
    var answer = documentSpoiltBy(how);

    assertThat(answer.headers().firstValue("content-type")).contains("text/plain; charset=utf-8");
    assertThat(JSONObjectUtils.parse(answer.body())).isEqualTo(JSONObjectUtils.parse(genuine));
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCOVERY_IS_OVERSIZED", "KEYS_ARE_OVERSIZED"})
  void anOversizedDocumentIsStillJsonAndHasNoLength(Misbehaviour how) throws Exception {
    github.misbehave(how);
    var answer = documentSpoiltBy(how);

    assertThat(answer.headers().firstValue("content-length")).isEmpty();
    assertThat(answer.body()).hasSizeGreaterThan(2 << 20);
    assertThat(JSONObjectUtils.parse(answer.body())).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"DISCOVERY_DRIPS", "KEYS_DRIP"})
  void aDripEndsOnlyWithItsReaderAndHoldsUpNobodyElse(Misbehaviour how) throws Exception {
    github.misbehave(how);
    var address = addressSpoiltBy(how);
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(address)).build();
      var body = http.send(request, BodyHandlers.ofInputStream()).body();
      assertThat(body.readNBytes(3)).isEqualTo(new byte[] {'{', ' ', ' '});

      github.misbehave();
      assertThat(visitor.get(address).statusCode()).isEqualTo(200);
      http.shutdownNow();
    }
  }

  @Test
  void theBomIsTheOnlyFault() throws Exception {
    github.misbehave(KEYS_BEGIN_WITH_A_BOM);

    assertThat(keys()).isEqualTo("\uFEFF" + github.keySetJson());
  }

  @Test
  void aSetMayBeEmpty() throws Exception {
    github.misbehave(KEYS_ARE_NONE);

    assertThat(keys()).isEqualTo("{\"keys\":[]}");
  }

  @Test
  void twoKeysMayShareAnIdWhileAnOldOneStaysGood() throws Exception {
    var old = github.signingKey();
    github.rotateKey();
    github.misbehave(KEY_ID_TWICE);

    var ids = JWKSet.parse(keys()).getKeys().stream().map(key -> key.getKeyID()).toList();
    assertThat(ids)
        .containsExactlyInAnyOrder(github.signingKey().id(), github.signingKey().id(), old.id());
  }

  @Test
  void aMalformedKeyStandsBeforeTheGoodOne() throws Exception {
    github.misbehave(MALFORMED_KEY_AMONG_GOOD);

    var keys = JSONObjectUtils.getJSONObjectArray(JSONObjectUtils.parse(keys()), "keys");
    assertThat(keys).hasSize(2);
    assertThat(keys[0]).containsEntry("kid", "malformed");
    assertThat(keys[1]).containsEntry("kid", github.signingKey().id());
  }

  @Test
  void eachDocumentMayHaveAFaultAndBothEndTogether() throws Exception {
    github.misbehave(DISCOVERY_REDIRECTS, KEYS_ARE_HTML);
    assertThat(statusWithoutFollowing(discoveryAddress())).isEqualTo(302);
    assertThat(keys()).startsWith("<");

    github.behave();
    assertThat(statusWithoutFollowing(discoveryAddress())).isEqualTo(200);
    assertThat(keys()).isEqualTo(github.keySetJson());
  }

  @Test
  void whatSignsAndWhatAnOperatorStoresStaysGenuine() throws Exception {
    github.misbehave(DISCOVERY_DRIPS, KEYS_ARE_NONE);

    var token = github.sign(JobClaims.of("acme/rocket", "publish.yml"));

    assertThat(Verification.accepts(github.keySetJson(), token)).isTrue();
  }

  private HttpResponse<String> documentSpoiltBy(Misbehaviour how) throws Exception {
    return visitor.get(addressSpoiltBy(how));
  }

  private String addressSpoiltBy(Misbehaviour how) {
    return how.document() == Document.KEYS ? github.keySetAddress() : discoveryAddress();
  }

  private Map<String, Object> discovery() throws Exception {
    return JSONObjectUtils.parse(visitor.get(discoveryAddress()).body());
  }

  private String keys() throws Exception {
    return visitor.get(github.keySetAddress()).body();
  }

  private String discoveryAddress() {
    return github.issuer() + "/.well-known/openid-configuration";
  }

  private static int statusWithoutFollowing(String address) throws Exception {
    try (var http = HttpClient.newHttpClient()) {
      var request = HttpRequest.newBuilder(URI.create(address)).build();
      return http.send(request, BodyHandlers.discarding()).statusCode();
    }
  }
}
