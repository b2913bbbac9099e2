package dev.imprimatur.doors.exchange;

import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which version a ref names, and whether everybody who is asked says the same of it. */
final class VersionRefTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private void trust(String pattern) {
    Trusting.add(alice, "rocket", Trusting.claiming("acme/rocket", "'ref':'" + pattern + "'"));
  }

  private static JobClaims tagged(String tag) {
    return job("acme/rocket").ref("refs/tags/" + tag);
  }

  private Client.Answer exchange(String tag) {
    return registry.exchange("rocket", registry.github().sign(tagged(tag)));
  }

  private JsonObject explained(String tag) {
    return registry
        .with(registry.github().sign(tagged(tag)))
        .post("/-/api/v1/oidc/explain/rocket", "")
        .json();
  }

  private JsonObject simulated(String tag) {
    var payload = registry.github().sign(tagged(tag)).split("\\.", -1)[1];
    var claims = Json.readObject(Base64.getUrlDecoder().decode(payload), JsonRules.strict(9, 9999));
    var body = Json.text(JsonObject.with("claims", claims).build());
    return alice.post("/-/api/v1/oidc/simulate/rocket", body).json();
  }

  private static Optional<String> version(JsonObject told) {
    var first = (JsonObject) told.array("publishers").map(JsonArray::items).orElseThrow().get(0);
    return first.text("version");
  }

  @ParameterizedTest
  @CsvSource({
    "refs/tags/v{version}, v1.2.3+build.5, 1.2.3",
    "refs/tags/v{version}, v1.2.3-beta.1+build-5.6, 1.2.3-beta.1",
    "refs/tags/v{version}, v01.2.3, 1.2.3",
    "refs/tags/v{version}, v1.2.3-01, 1.2.3-1",
    "refs/tags/*{version}, v11.2.3, 11.2.3",
    "refs/tags/*{version}, v1.2.3-2.3.4, 1.2.3-2.3.4",
    "refs/tags/{name}@{version}, rocket@2.0.0, 2.0.0",
    "refs/tags/v{version}-rocket, v1.2.3-beta-rocket, 1.2.3-beta",
    "refs/tags/*-{version}-*, a-1.2.3-b, 1.2.3",
  })
  void whatNpmWouldReadIsWhatMayBePublished(String pattern, String tag, String version) {
    trust(pattern);
    assertThat(explained(tag).truth("accepted")).isTrue();
    assertThat(version(explained(tag))).contains(version);
    assertThat(version(simulated(tag))).contains(version);
    var minted = exchange(tag);
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var client = registry.with(minted.json().text("token").orElseThrow());
    var other = TestPackage.of("rocket", "1.9.9");
    assertThat(client.put(other.path(), other.document()).status()).isGreaterThanOrEqualTo(400);
    var wanted = TestPackage.of("rocket", version);
    var published = client.put(wanted.path(), wanted.document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
  }

  @ParameterizedTest
  @CsvSource({
    "refs/tags/v{version}, v1.2.x",
    "refs/tags/v{version}, v1.2.3-",
    "refs/tags/v{version}, v1.2.3+",
    "refs/tags/v{version}, vnext",
    "refs/tags/v{version}, v99999999999999999999.0.0",
    "refs/tags/v1{version}, v11.2.3",
    "refs/tags/v{version}3, v1.2.33",
    "refs/tags/*{version}, v1.2.3.4",
    "refs/tags/v{version}*, v1.2.3.4",
  })
  @Covers("C204")
  void aRefThatNamesNoVersionFailsItsRuleInWordsEverywhere(String pattern, String tag) {
    trust(pattern);
    var refused = exchange(tag);
    assertThat(refused.problem()).as(refused.text()).isEqualTo("rule-mismatch");
    assertThat(refused.message()).contains("its ref is \"refs/tags/" + tag + "\"");
    assertThat(explained(tag).text("detail")).contains(refused.message());
    assertThat(simulated(tag).text("detail")).contains(refused.message());
    assertThat(simulated(tag).truth("accepted")).isFalse();
  }

  /** A job may ask for its version as its package.json has it. */
  @Test
  void whatIsAskedForIsReadAsNpmReadsIt() {
    trust("refs/tags/v{version}");
    var path = "/-/npm/v1/oidc/token/exchange/package/rocket?version=";
    var token = registry.github().sign(tagged("v1.2.3+build.5"));
    var minted = registry.with(token).post(path + "1.2.3%2bbuild.5", "");
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
  }
}
