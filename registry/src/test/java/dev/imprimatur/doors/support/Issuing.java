package dev.imprimatur.doors.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.Forgery;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestClock;
import dev.imprimatur.wiring.TestRegistry;

/** An issuer whose keys an operator has stored, and what it signs. */
public record Issuing(String provider, String url, SigningKey key) {

  /** Adds it, with further members of its document, written with single quotes. */
  public void addTo(TestRegistry registry, String members) {
    var answer = added(registry, members);
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  public Client.Answer added(TestRegistry registry, String members) {
    var body =
        "{'provider':'%s','url':'%s',%s'jwks':{'keys':[KEY]}}"
            .formatted(provider, url, members)
            .replace('\'', '"')
            .replace("KEY", key.jwkJson());
    return registry.with(registry.session("root")).post("/-/api/v1/issuers", body);
  }

  /** A token that says this, and what every token says. */
  public String sign(JsonObject claims) {
    var now = TestClock.START.getEpochSecond();
    var all =
        JsonObject.with("iss", url)
            .and("aud", TestRegistry.AUDIENCE)
            .and("iat", now)
            .and("exp", now + 300);
    claims.members().forEach(all::and);
    var header = "{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"" + key.id() + "\"}";
    return Forgery.compact(header.getBytes(UTF_8), Json.bytes(all.build()), key.signer());
  }
}
