package dev.imprimatur.doors.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.sigstore.Fixtures;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code provenance}: what an operator finds out alone, without asking anybody. */
final class ProvenanceCommandsTest {
  private static final TestPackage ROCKET =
      TestPackage.of("rocket", "1.0.0").member("repository", new JsonText("acme/rocket"));

  private final TestRegistry registry = TestRegistry.start();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    registry.close();
  }

  private String file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void aRealAttestationsDocumentOfNpmsHoldsWithItsKeys() throws IOException {
    var document = file("sigstore.json", Fixtures.read("real/npm-sigstore-5.0.0.json"));
    var keys = file("keys.json", Fixtures.read("roots/npmjs-keys.json"));
    var said =
        registry
            .terminal()
            .run("provenance", "verify", document, "--keys", keys, "--package", "sigstore@5.0.0");
    assertThat(said.exit()).as(said.err()).isZero();
    assertThat(said.out())
        .contains(
            "holds    https://slsa.dev/provenance/v1",
            "of pkg:npm/sigstore@5.0.0, signed 2026-06-01T21:02:50Z",
            "https://github.com/sigstore/sigstore-js/actions/runs/26781866618/attempts/1");

    var withoutKeys = registry.terminal().run("provenance", "verify", document);
    assertThat(withoutKeys.exit()).isEqualTo(1);
    assertThat(withoutKeys.out()).contains("refused  (public-key)", "holds    https://slsa.dev");
    assertThat(withoutKeys.err()).contains("1 of 2 hold");
  }

  @Test
  void itSaysToProgramsWhatItSaysToPeople() throws IOException {
    var root = file("root.json", Fixtures.read("private-instance/trusted_root.json"));
    var good = file("good.json", Fixtures.read("private-instance/github-valid.json"));
    var bad = file("bad.json", Fixtures.read("private-instance/bad-sct.json"));
    var said = registry.terminal().run("provenance", "verify", good, "--root", root, "--json");
    assertThat(said.exit()).isZero();
    assertThat(Json.readOwn(said.out()).truth("holds")).isTrue();
    assertThat(said.out()).contains("\"SourceRepositoryURI\":\"https://github.com/acme/widget\"");
    var refused = registry.terminal().run("provenance", "verify", bad, "--root", root, "--json");
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.out()).contains("\"holds\":false", "(certificate-log)");
  }

  @Test
  void anotherPackageOrTarballIsToldFromThisOne() throws IOException {
    var root = file("root.json", Fixtures.read("private-instance/trusted_root.json"));
    var good = file("good.json", Fixtures.read("private-instance/github-valid.json"));
    var tarball = file("widget.tgz", "not this one");
    assertThat(
            registry
                .terminal()
                .run(
                    "provenance", "verify", good, "--root", root, "--package", "@acme/widget@1.0.0")
                .exit())
        .isZero();
    assertThat(
            registry
                .terminal()
                .run("provenance", "verify", good, "--root", root, "--package", "@acme/other@1.0.0")
                .out())
        .contains("refused  (subject) it is about another package");
    assertThat(
            registry
                .terminal()
                .run("provenance", "verify", good, "--root", root, "--tarball", tarball)
                .out())
        .contains("refused  (subject) it is about another tarball");
  }

  @Test
  void whatIsNoBundleOrNoRootIsSaidInOneSentence() throws IOException {
    var nothing = file("nothing.json", "{\"attestations\":[]}");
    var said = registry.terminal().run("provenance", "verify", nothing);
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("0 of 0 hold");
    var noRoot = registry.terminal().run("provenance", "verify", nothing, "--root", nothing);
    assertThat(noRoot.exit()).isEqualTo(1);
    assertThat(noRoot.err()).contains("is no trusted root");
    assertThat(registry.terminal().run("provenance", "verify", "missing.json").exit()).isEqualTo(1);
  }

  @Test
  void theRootsAreListed() {
    assertThat(registry.terminal().run("provenance", "roots").out())
        .contains("public-good  as of 2026-11-22T00:00:00Z", "https://gitlab.com");
  }

  @Test
  @OnPostgres
  void storedBundlesAreVerifiedAgainAndDoubtsAreTold() {
    try (var sigstore = FakeSigstore.start(registry.clock());
        var other = FakeSigstore.start(registry.clock())) {
      registry.rootFile("acme.json", sigstore.trustedRoot());
      registry.rootFile(
          "acme.yaml", "issuers: {%s: github}\n".formatted(registry.github().issuer()));
      publish(sigstore);
      registry.rootFile("acme.json", other.trustedRoot());
      registry.rootFile("acme.json", sigstore.trustedRoot());
      var good = registry.terminal().run("provenance", "check");
      assertThat(good.exit()).as(good.err()).isZero();
      assertThat(good.out()).contains("1 of 1 bundles hold.");

      registry.rootFile("acme.json", other.trustedRoot());
      var doubted = registry.terminal().run("provenance", "check");
      assertThat(doubted.exit()).isEqualTo(1);
      assertThat(doubted.out()).contains("rocket@1.0.0  provenance  (", "0 of 1 bundles hold.");
    }
  }

  private void publish(FakeSigstore sigstore) {
    registry.addUser("alice", false);
    var job = JobClaims.of("acme/rocket", "publish.yml").visibility("public");
    var signer =
        Identity.of(job.payload(registry.github().issuer(), "x", registry.clock().instant()));
    var subject = Subject.of("rocket", "1.0.0", ROCKET.tarball());
    var bundle = sigstore.bundle(Statements.gitHub(subject, signer), signer);
    var answer =
        registry.with(registry.token("alice", true)).put("/rocket", ROCKET.documentWith(bundle));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }
}
