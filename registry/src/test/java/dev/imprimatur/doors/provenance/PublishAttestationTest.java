package dev.imprimatur.doors.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestClock;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the registry itself attests where it has a log, and to whom it says nothing. */
@OnPostgres
final class PublishAttestationTest {
  private static final String PATH = "/-/npm/v1/attestations/rocket@1.0.0";
  private static final String PUBLISH =
      "https://github.com/npm/attestation/tree/main/specs/publish/v0.1";
  private static final String SLSA = "https://slsa.dev/provenance/v1";
  private static final TestPackage ROCKET =
      TestPackage.of("rocket", "1.0.0")
          .access("public")
          .member(
              "repository",
              JsonObject.with("type", "git")
                  .and("url", "git+https://github.com/acme/rocket.git")
                  .build());

  private static final JobClaims JOB = TestRegistry.job("acme/rocket").visibility("public");

  private final TestClock logTime = new TestClock();
  private final FakeSigstore sigstore = FakeSigstore.start(logTime);
  private final TestRegistry registry =
      TestRegistry.with().transparencyLog(sigstore.address()).start();

  @TempDir private Path folder;
  private String token = "";

  @BeforeEach
  void open() {
    token = registry.user("alice");
  }

  @AfterEach
  void close() {
    registry.close();
    sigstore.close();
  }

  private void trust() {
    registry.rootFile("acme.json", sigstore.trustedRoot());
    registry.rootFile(
        "acme.yaml", "issuers:\n  %s: github\n".formatted(registry.github().issuer()));
  }

  /** As an operator does; the registry finds out by itself. */
  private void replaceRoot(FakeSigstore by) throws IOException {
    Files.writeString(registry.folder().resolve("sigstore.d/acme.json"), by.trustedRoot());
  }

  private Client alice() {
    return registry.with(token);
  }

  private void publish(TestPackage wanted) {
    assertThat(alice().put(wanted.path(), wanted.document()).status()).isEqualTo(201);
  }

  private void publishProven() {
    registry.pending("rocket", TestRegistry.workflow("acme/rocket"), "alice");
    var signer =
        Identity.of(
            JOB.payload(registry.github().issuer(), "sigstore", registry.clock().instant()));
    var subject = Subject.of(ROCKET.name(), ROCKET.version(), ROCKET.tarball());
    var bundle = sigstore.bundle(Statements.gitHub(subject, signer), signer);
    var job = registry.with(registry.minted("rocket", JOB));
    assertThat(job.put(ROCKET.path(), ROCKET.documentWith(bundle)).status()).isEqualTo(201);
  }

  private List<String> doubts() {
    return registry.events().stream()
        .filter(each -> each.kind().wire().startsWith("attestation-"))
        .map(each ->
            "%s %s %s %s"
                .formatted(
                    each.actor(),
                    each.kind().wire(),
                    each.packageName().orElse(""),
                    each.factsText()))
        .toList();
  }

  private List<String> served() {
    var answer = registry.anyone().get(PATH);
    if (answer.status() != 200) {
      assertThat(answer.problem()).isEqualTo("provenance-not-found");
      return List.of();
    }
    return answer.json().array("attestations").map(JsonArray::items).orElseThrow().stream()
        .map(each -> ((JsonObject) each).text("predicateType").orElseThrow())
        .toList();
  }

  private JsonObject dist() {
    return registry.anyone().get("/rocket/1.0.0").json().object("dist").orElseThrow();
  }

  @Test
  void whatIsPublishedIsAttestedSignedAndLogged() {
    trust();
    publish(ROCKET);
    assertThat(served()).isEmpty();
    assertThat(dist().has("attestations")).isFalse();

    assertThat(registry.attest()).isTrue();

    assertThat(sigstore.entries()).isEqualTo(1);
    assertThat(served()).containsExactly(PUBLISH);
    assertThat(dist().object("attestations"))
        .contains(JsonObject.with("url", "http://registry.test" + PATH).build());
    var answer = registry.anyone().get(PATH);
    assertThat(answer.header("cache-control")).contains("public, max-age=31536000, immutable");
    var statement = statement(answer.json());
    assertThat(statement.text("_type")).contains("https://in-toto.io/Statement/v0.1");
    assertThat(statement.text("predicateType")).contains(PUBLISH);
    assertThat(statement.object("predicate").map(Json::text))
        .contains(
            "{\"name\":\"rocket\",\"version\":\"1.0.0\",\"registry\":\"http://registry.test\"}");
    var subject =
        (JsonObject) statement.array("subject").map(JsonArray::items).orElseThrow().getFirst();
    assertThat(subject.text("name")).contains("pkg:npm/rocket@1.0.0");
    assertThat(registry.attest()).isTrue();
    assertThat(sigstore.entries()).isEqualTo(1);
  }

  private static JsonObject statement(JsonObject document) {
    JsonValue only = document.array("attestations").orElseThrow().items().getFirst();
    var payload =
        ((JsonObject) only)
            .object("bundle")
            .flatMap(bundle -> bundle.object("dsseEnvelope"))
            .flatMap(envelope -> envelope.text("payload"))
            .orElseThrow();
    return Json.readOwn(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8));
  }

  @Test
  void itIsShownBesideTheProvenanceAndNoCacheKeepsTheOneWithoutTheOther() {
    trust();
    publishProven();
    assertThat(served()).containsExactly(SLSA);
    var proven = registry.anyone().get(PATH);
    assertThat(proven.header("cache-control")).contains("private, no-cache");
    assertThat(registry.attest()).isTrue();
    assertThat(served()).containsExactly(SLSA, PUBLISH);
    assertThat(dist().object("attestations").orElseThrow().object("provenance"))
        .contains(JsonObject.with("predicateType", SLSA).build());
    var both = registry.anyone().get(PATH).text();
    assertThat(both).startsWith(proven.text().substring(0, proven.text().length() - 2));
  }

  @Test
  void anybodyCanVerifyItWithTheKeysAndTheRootAlone() throws IOException {
    trust();
    publish(ROCKET);
    assertThat(registry.attest()).isTrue();
    registry.clock().advance(Duration.ofHours(1));
    assertThat(registry.terminal().run("keys", "rotate").exit()).isZero();
    var said = verify();
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out()).contains("pkg:npm/rocket@1.0.0");
  }

  private Terminal.Said verify() throws IOException {
    var document = folder.resolve("attestations.json");
    Files.writeString(document, registry.anyone().get(PATH).text());
    var keys = folder.resolve("keys.json");
    Files.writeString(keys, registry.anyone().get("/-/npm/v1/keys").text());
    var root = folder.resolve("root.json");
    Files.writeString(root, sigstore.trustedRoot());
    return registry
        .terminal()
        .run(
            "provenance",
            "verify",
            document.toString(),
            "--keys",
            keys.toString(),
            "--root",
            root.toString());
  }

  @Test
  void noPrivateNameReachesTheLog() {
    trust();
    publish(ROCKET.access("restricted"));
    assertThat(registry.attest()).isTrue();
    assertThat(sigstore.entries()).isZero();
  }

  @Test
  void whatBecamePrivateMeanwhileIsNotLogged() {
    trust();
    publish(ROCKET);
    var owner = registry.with(registry.session("alice"));
    var answer = owner.post("/-/package/rocket/access", "{\"access\":\"restricted\"}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(registry.attest()).isTrue();
    assertThat(sigstore.entries()).isZero();
  }

  @Test
  void anEntryOfALogThatNoRootKnowsIsNotShownAndTheLogNotAskedAgainBeforeOneDoes() {
    publish(ROCKET);
    publish(TestPackage.of("comet", "1.0.0").access("public"));
    assertThat(registry.attest()).isFalse();
    assertThat(served()).isEmpty();
    assertThat(dist().has("attestations")).isFalse();
    assertThat(registry.attest()).isTrue();
    assertThat(sigstore.entries()).isEqualTo(1);

    trust();
    assertThat(registry.attest()).isTrue();
    assertThat(served()).containsExactly(PUBLISH);
    assertThat(sigstore.entries()).isEqualTo(3);
  }

  @Test
  void afterARestartTheLogIsAskedOnceMore() {
    publish(ROCKET);
    assertThat(registry.attest()).isFalse();
    registry.restarted();
    assertThat(registry.attest()).isFalse();
    assertThat(registry.attest()).isTrue();
    assertThat(sigstore.entries()).isEqualTo(2);
  }

  @Test
  void whatHoldsNoMoreByOtherRootsIsToldAndIsAnEventOnce() throws IOException {
    trust();
    publishProven();
    assertThat(registry.attest()).isTrue();
    registry.keepHouse();
    assertThat(doubts()).isEmpty();

    try (var other = FakeSigstore.start(logTime)) {
      replaceRoot(other);
      registry.keepHouse();
      assertThat(registry.logged())
          .anyMatch(line -> line.contains("its provenance does not hold"))
          .anyMatch(line -> line.contains("its publish attestation does not hold"));
      var said = registry.terminal().run("provenance", "check");
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.out())
          .contains("rocket@1.0.0  provenance  (log)", "rocket@1.0.0  publish attestation  (log)")
          .contains("0 of 2 bundles hold.");
    }
    assertThat(doubts())
        .containsExactly(
            "registry attestation-failed rocket {\"version\":\"1.0.0\","
                + "\"attestation\":\"provenance\",\"reason\":\"log\"}",
            "registry attestation-failed rocket {\"version\":\"1.0.0\","
                + "\"attestation\":\"publish\",\"reason\":\"log\"}");
  }

  @Test
  void whatHoldsAgainIsAnEventAsWell() throws IOException {
    trust();
    publish(ROCKET);
    assertThat(registry.attest()).isTrue();
    try (var other = FakeSigstore.start(logTime)) {
      replaceRoot(other);
      assertThat(registry.terminal().run("provenance", "check").exit()).isEqualTo(1);
    }
    replaceRoot(sigstore);
    registry.keepHouse();
    assertThat(registry.terminal().run("provenance", "check").out())
        .contains("1 of 1 bundles hold.");
    assertThat(doubts())
        .last()
        .isEqualTo(
            "registry attestation-restored rocket"
                + " {\"version\":\"1.0.0\",\"attestation\":\"publish\"}");
  }

  /** Its time decides until when the key is in force. */
  @Test
  void aLogWhoseClockIsAheadIsNotBelieved() {
    trust();
    publish(ROCKET);
    logTime.advance(Duration.ofHours(1));
    assertThat(registry.attest()).isFalse();
    assertThat(served()).isEmpty();

    registry.clock().advance(Duration.ofHours(1));
    assertThat(registry.attest()).isTrue();
    assertThat(served()).containsExactly(PUBLISH);
  }

  @Test
  void aLogThatIsAwayKeepsNobodyFromPublishing() {
    trust();
    sigstore.close();
    publish(ROCKET);
    assertThat(registry.attest()).isFalse();
    assertThat(registry.anyone().get("/rocket/1.0.0").status()).isEqualTo(200);
    assertThat(served()).isEmpty();
  }

  @Test
  void whatWaitsIsAttestedTogether() {
    trust();
    publish(ROCKET);
    publish(TestPackage.of("comet", "1.0.0").access("public"));
    assertThat(registry.attest()).isTrue();
    assertThat(sigstore.entries()).isEqualTo(2);
  }
}
