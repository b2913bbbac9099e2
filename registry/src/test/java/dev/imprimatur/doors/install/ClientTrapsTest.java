package dev.imprimatur.doors.install;

import static dev.imprimatur.doors.support.Trusting.github;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The peculiarities of clients into which a registry falls, as far as no other test shows them; the
 * page {@code docs/client-traps.md} lists all of them.
 */
final class ClientTrapsTest {
  private static final String ABBREVIATED = "application/vnd.npm.install-v1+json";
  private static final TestPackage SECRET = TestPackage.of("@acme/secret", "1.0.0");

  private final TestRegistry registry = TestRegistry.start();
  private Client alice;

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
    assertThat(alice.put(SECRET.path(), SECRET.document()).status()).isEqualTo(201);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  /** npm prints the notice, lerna and semantic-release the message, pnpm the one of the body. */
  @Test
  void aRefusedExchangeTellsEveryClientTheReason() {
    registry.trust("rocket", TestRegistry.workflow("acme/rocket"));
    var refused =
        registry.exchange("rocket", registry.github().sign(TestRegistry.job("acme/rubble")));
    assertThat(refused.status()).isBetween(400, 499);
    var reason = refused.json().text("error").orElseThrow();
    assertThat(reason).contains("acme/rubble");
    assertThat(refused.header("npm-notice").orElseThrow()).contains("acme/rubble");
    assertThat(refused.json().text("message")).hasValue(reason);
    assertThat(refused.json().object("body").flatMap(body -> body.text("message")))
        .hasValue(reason);
  }

  /** npm and pnpm ask for an audience without the port, yarn with it. */
  @Test
  void anAudienceHasThePortOrNot() {
    try (var other = TestRegistry.with().publicUrl("http://registry.test:8080").start()) {
      other.maintainerOf("rocket", "alice");
      other.trust("rocket", TestRegistry.workflow("acme/rocket"));
      for (var audience : List.of("npm:registry.test", "npm:registry.test:8080")) {
        var token = other.github().sign(TestRegistry.job("acme/rocket").audience(audience));
        assertThat(other.exchange("rocket", token).status()).as(audience).isEqualTo(201);
      }
      var elsewhere = TestRegistry.job("acme/rocket").audience("npm:registry.test:9090");
      assertThat(other.exchange("rocket", other.github().sign(elsewhere)).status()).isEqualTo(401);
    }
  }

  /** npm drops the path of the registry where it exchanges; pnpm and yarn keep it. */
  @Test
  void belowAPathTheExchangeIsAtTheRootAsWell() {
    try (var below = TestRegistry.with().publicUrl("http://registry.test/npm").start()) {
      below.addUser("alice", false);
      var owner = below.with(below.session("alice"));
      var first = TestPackage.of("rocket", "1.0.0").document();
      assertThat(owner.put("/npm/rocket", first).status()).isEqualTo(201);
      below.trust("rocket", TestRegistry.workflow("acme/rocket"));
      for (var base : List.of("", "/npm")) {
        var token = below.github().sign(TestRegistry.job("acme/rocket"));
        var answer =
            below.with(token).post(base + "/-/npm/v1/oidc/token/exchange/package/rocket", "");
        assertThat(answer.status()).as(base).isEqualTo(201);
      }
      assertThat(below.anyone().get("/npm/rocket").text())
          .contains("\"tarball\":\"http://registry.test/npm/rocket/-/rocket-1.0.0.tgz\"");
    }
  }

  /** With any challenge but that for a one-time password, npm hides what the registry says. */
  @Test
  void noRefusalHidesItsOwnWords() {
    for (var client : List.of(registry.anyone(), registry.with("npm_nobodys"))) {
      for (var answer :
          List.of(
              client.put("/rocket", TestPackage.of("rocket", "1.1.0").document()),
              client.get("/-/whoami"),
              client.post("/-/npm/v1/tokens", "{}"))) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate")).isEmpty();
      }
    }
  }

  /** What the client says is forced to http, and npm 12 takes nothing from another origin. */
  @Test
  void theAddressOfATarballIsTheRegistrys() {
    for (var accept : List.of("application/json", ABBREVIATED)) {
      assertThat(registry.anyone().with("accept", accept).get("/rocket").text())
          .contains("\"tarball\":\"http://registry.test/rocket/-/rocket-1.0.0.tgz\"")
          .doesNotContain("somewhere.else");
    }
  }

  /** A time of change without more keeps npm from asking again for a tenth of its age. */
  @Test
  void noPackumentIsFrozen() {
    for (var accept : List.of("application/json", ABBREVIATED)) {
      var answer = registry.anyone().with("accept", accept).get("/rocket");
      assertThat(answer.header("last-modified")).isEmpty();
      assertThat(answer.header("etag")).isPresent();
      assertThat(answer.header("cache-control").orElseThrow()).contains("no-cache");
    }
  }

  /** yarn puts a version without a time in quarantine, and pnpm asks a second time. */
  @Test
  void everyVersionHasItsTimeInBothForms() {
    for (var accept : List.of("application/json", ABBREVIATED)) {
      var packument = registry.anyone().with("accept", accept).get("/rocket").json();
      var times = packument.object("time").orElseThrow();
      packument
          .object("versions")
          .orElseThrow()
          .members()
          .keySet()
          .forEach(version -> assertThat(times.has(version)).as(version).isTrue());
    }
  }

  /** yarn reads every answer to a write as JSON. */
  @Test
  void aWriteIsAnsweredByAnObjectOrNothing() {
    var stage = alice.post("/-/stage/package/rocket", TestPackage.of("rocket", "2.0.0").document());
    var id = stage.json().text("stageId").orElseThrow();
    var other = alice.post("/-/stage/package/rocket", TestPackage.of("rocket", "3.0.0").document());
    var tag = "/-/package/rocket/dist-tags/next";
    for (var answer :
        List.of(
            alice.put("/rocket", TestPackage.of("rocket", "1.1.0").document()),
            alice.put(tag, "\"1.0.0\""),
            alice.delete(tag),
            stage,
            alice.post("/-/stage/" + id + "/approve", ""),
            alice.delete("/-/stage/" + other.json().text("stageId").orElseThrow()))) {
      assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
      assertThat(answer.text()).matches("(?s)|\\{.*}");
    }
    // Whatever is approved or thrown away is known by a UUID, or clients refuse it by themselves.
    assertThat(id)
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  /** npm compresses what it asks about vulnerabilities, and nothing else. */
  @Test
  void aRequestMayBeCompressed() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      gzip.write("{\"rocket\":[\"1.0.0\"]}".getBytes(UTF_8));
    }
    var npm = registry.anyone().with("content-encoding", "gzip").with("npm-command", "audit");
    var bulk = "/-/npm/v1/security/advisories/bulk";
    assertThat(npm.send("POST", bulk, zipped.toByteArray()).text()).isEqualTo("{}");
    var yarn = registry.anyone().with("content-encoding", "gzip");
    assertThat(yarn.send("POST", bulk, zipped.toByteArray()).json().array("rocket")).isPresent();
  }

  /** If it said that a private package is public, npm would tell the public Sigstore its name. */
  @Test
  void whatIsPrivateIsSaidToBePrivate() {
    var path = "/-/package/@acme%2fsecret/visibility";
    assertThat(alice.get(path).text()).isEqualTo("{\"public\":false}");
    assertThat(registry.anyone().get(path).status()).isEqualTo(404);
    assertThat(alice.get("/-/package/missing/visibility").status()).isEqualTo(404);
    assertThat(alice.get("/-/package/rocket/visibility").text()).isEqualTo("{\"public\":true}");
    assertThat(alice.get(path).header("cache-control").orElseThrow()).contains("no-");
  }

  /** npm 12 exchanges an identity token for each dist-tag command, also to list them. */
  @Test
  void aJobReadsTheDistTagsOfItsPrivatePackage() {
    Trusting.add(alice, "@acme/secret", github("acme/secret"));
    var job = registry.with(registry.minted("@acme/secret", TestRegistry.job("acme/secret")));
    assertThat(job.get("/-/package/@acme%2fsecret/dist-tags").text())
        .isEqualTo("{\"latest\":\"1.0.0\"}");
  }

  /** npm sends for an owner a document without versions, and for a star one with nothing else. */
  @Test
  void aDocumentWithoutVersionsTakesNoneAway() {
    var packument = alice.get("/rocket?write=true").json();
    var star =
        JsonObject.with("_id", "rocket")
            .and("_rev", packument.text("_rev").orElseThrow())
            .and("users", JsonObject.with("alice", true).build())
            .build();
    var starring = alice.with("npm-command", "star").put("/rocket", Json.text(star));
    assertThat(starring.status()).as(starring.text()).isEqualTo(200);
    var owners =
        JsonObject.with("_id", "rocket")
            .and("_rev", packument.text("_rev").orElseThrow())
            .and("maintainers", packument.array("maintainers").orElseThrow())
            .build();
    var path = "/rocket/-rev/" + packument.text("_rev").orElseThrow();
    var owning = alice.with("npm-command", "owner").put(path, Json.text(owners));
    assertThat(owning.status()).as(owning.text()).isEqualTo(200);
    assertThat(registry.versions("rocket")).hasSize(1);
  }

  /** What raises trust in a version stays with it, whoever publishes the next one. */
  @Test
  void theEvidenceOfAVersionDoesNotGo() {
    registry.trust("rocket", TestRegistry.workflow("acme/rocket"));
    var job = registry.with(registry.minted("rocket", TestRegistry.job("acme/rocket")));
    assertThat(job.put("/rocket", TestPackage.of("rocket", "1.1.0").document()).status())
        .isEqualTo(201);
    var before = evidence();
    assertThat(before).contains("trustedPublisher");
    assertThat(alice.put("/rocket", TestPackage.of("rocket", "1.2.0").document()).status())
        .isEqualTo(201);
    assertThat(evidence()).isEqualTo(before);
  }

  private String evidence() {
    return Json.text(
        registry.anyone().get("/rocket/1.1.0").json().object("_npmUser").orElseThrow());
  }
}
