package dev.imprimatur.doors.holes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.access.Registration;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.npm.TestTarball;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The five things that Verdaccio 6.10.4 lets pass when it is asked by a raw {@code PUT}, as people
 * who come from there would find them here. Anybody may make an account, as they may there.
 */
final class VerdaccioFailingsTest {
  private static final TestPackage ROCKET = TestPackage.of("rocket", "1.0.0");

  private final TestRegistry registry = TestRegistry.with().registration(Registration.OPEN).start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.with(signUp("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private String signUp(String name) {
    var answer =
        registry
            .anyone()
            .put(
                "/-/user/org.couchdb.user:" + name,
                Trusting.quoted(
                    "{'name':'%s','password':'%s','email':'%s@acme.example','type':'user'}"
                        .formatted(name, TestRegistry.password(), name)));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("token").orElseThrow();
  }

  private void refused(String document, String code) {
    assertThat(document).isNotEqualTo(ROCKET.document());
    var answer = alice.put("/rocket", document);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo(code);
    assertThat(registry.rows("version")).isZero();
    assertThat(registry.inside().files()).isZero();
    assertThat(alice.get("/rocket").status()).isEqualTo(404);
  }

  @Test
  void aWrongSha512BesideARightSha1IsRefused() {
    var wrong = ROCKET.document().replaceFirst("sha512-....", "sha512-AAAA");
    assertThat(wrong).contains("\"shasum\"");
    refused(wrong, "integrity-mismatch");
  }

  @Test
  void aWrongSha1BesideARightSha512IsRefusedToo() {
    refused(
        ROCKET.document().replaceFirst("\"shasum\":\"....", "\"shasum\":\"0000"),
        "integrity-mismatch");
  }

  @Test
  void aPublishWithoutAnyDigestIsRefused() {
    refused(
        ROCKET.document().replaceFirst("\"integrity\":\"[^\"]*\",\"shasum\":\"[^\"]*\",", ""),
        "malformed-publish");
    refused(
        ROCKET.document().replaceFirst("\"dist\":\\{[^}]*}", "\"dist\":{}"), "malformed-publish");
    refused(ROCKET.document().replaceFirst("\"dist\":\\{[^}]*},?", ""), "malformed-publish");
  }

  /** The tarball is of another package, another version, or needs other packages than is shown. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'name':'shuttle','version':'1.0.0'}
          {'name':'rocket','version':'6.6.6'}
          {'name':'rocket','version':'1.0.0','dependencies':{'evil':'1'}}
          {'name':'rocket','version':'1.0.0','optionalDependencies':{'evil':'1'}}
          {'name':'rocket','version':'1.0.0','peerDependencies':{'evil':'1'}}
          {'name':'rocket','version':'1.0.0','scripts':{'postinstall':'evil'}}
          {'name':'rocket','version':'1.0.0','bin':{'npm':'evil.js'}}
          """)
  void aManifestUnlikeItsTarballIsRefused(String inside) {
    var other = TestTarball.of(Trusting.quoted(inside)).gzip();
    refused(ROCKET.document(other), "manifest-mismatch");
  }

  /** And by whatever else npm writes to a package. */
  @ParameterizedTest
  @ValueSource(strings = {"rocket", "@acme/rocket", "@alice/rocket"})
  void whoMakesAnAccountWritesToNobodysPackages(String name) {
    registry.terminal().run("org", "add", "acme", "--owner", "alice");
    var first = TestPackage.of(name, "1.0.0").access("public");
    assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    var before = alice.get(first.path()).text();

    var mallory = registry.with(signUp("mallory"));
    var next = TestPackage.of(name, "2.0.0");
    var path = "/-/package" + first.path();
    var deprecation =
        "{'_id':'NAME','name':'NAME','versions':{'1.0.0':{'version':'1.0.0','deprecated':'x'}}}";
    var owners =
        "{'_id':'NAME','_rev':'1-0','maintainers':[{'name':'mallory','email':'m@x.example'}]}";
    for (var answer :
        List.of(
            mallory.put(first.path(), next.document()),
            mallory.post("/-/stage/package" + first.path(), next.document()),
            mallory.put(first.path(), Trusting.quoted(deprecation.replace("NAME", name))),
            mallory.put(first.path() + "/-rev/1-0", Trusting.quoted(owners.replace("NAME", name))),
            mallory.put(path + "/dist-tags/latest", "\"1.0.0\""),
            mallory.put(path + "/dist-tags/evil", "\"1.0.0\""),
            mallory.delete(path + "/dist-tags/latest"),
            mallory.post(path + "/access", "{\"access\":\"private\"}"),
            mallory.post(path + "/trust", "[" + Trusting.quoted(Trusting.github("evil/x")) + "]"),
            mallory.put("/-/api/v1/owner" + first.path(), "{\"owner\":\"mallory\"}"),
            mallory.delete(first.path() + "/-rev/1-0"))) {
      assertThat(answer.status()).as(answer.text()).isIn(403, 404);
    }
    assertThat(alice.get(first.path()).text()).isEqualTo(before);
    // And nobody else's scope either.
    for (var scope : List.of("@acme", "@alice")) {
      var taken = TestPackage.of(scope + "/taken", "1.0.0");
      assertThat(mallory.put(taken.path(), taken.document()).status()).isEqualTo(403);
    }
  }

  /** Not even where the answer to it lies ready, nor after a restart. */
  @Test
  void aTokenIsOfNoUseAfterLogout() {
    var first = TestPackage.of("@alice/secret", "1.0.0");
    assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    var other = registry.session("alice");
    for (var token : List.of(registry.session("alice"), registry.token("alice", true))) {
      var leaving = registry.with(token);
      assertThat(leaving.get(first.path()).status()).isEqualTo(200);
      assertThat(leaving.get("/-/whoami").status()).isEqualTo(200);
      assertThat(leaving.delete("/-/user/token/" + token).status()).isEqualTo(200);
      assertUseless(token, first);
      registry.restarted();
      assertUseless(token, first);
    }
    assertThat(registry.with(other).get(first.path()).status()).isEqualTo(200);
  }

  private void assertUseless(String token, TestPackage secret) {
    var left = registry.with(token);
    assertThat(left.get("/-/whoami").status()).isEqualTo(401);
    assertThat(left.get(secret.path()).status()).isIn(401, 404);
    assertThat(left.get(secret.path() + "/-/secret-1.0.0.tgz").status()).isIn(401, 404);
    var next = TestPackage.of(secret.name(), "2.0.0");
    assertThat(left.put(next.path(), next.document()).status()).isEqualTo(401);
    assertThat(registry.versions(secret.name())).hasSize(1);
  }
}
