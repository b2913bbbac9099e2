package dev.imprimatur.doors.issuers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.ProvenanceForm.provenance;
import static dev.imprimatur.rulebooks.Provider.provider;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.OptionalClaim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.display.Shown;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.rulebooks.Provider;
import dev.imprimatur.sigstore.Identity.Field;
import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.OwnCi;
import dev.imprimatur.testkit.ci.Workload;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Subject;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestEnvironment;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A CI system that nobody has invented yet is one file, which here is this one, and one line, which
 * is that of {@link TestEnvironment#providers}.
 */
final class FurtherProviderTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final Form WORD = Form.of("[a-z]{1,20}", "it is a word in lower case");

  private static final Provider LOOM =
      provider("loom", "Loom")
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(15))
          .givesEveryTokenAnId()
          .isAJobIf("shuttle_id", "thread")
          .rule(
              new ProjectClaim(
                  Setting.text("cloth", "cloth", WORD, "--cloth").needed(),
                  Claim.text("cloth"),
                  EXACT))
          .pins(new Pins(List.of(Claim.text("cloth_id")), List.of(Claim.text("weaver_id"))))
          .rule(
              new OptionalClaim(
                  Setting.text("pattern", "pattern", WORD, "--pattern"),
                  Claim.text("pattern"),
                  EXACT))
          .records("thread")
          .ignores("sub")
          .isKnownBy("cloth")
          .shows(Shown.plain("Cloth", "cloth"), Shown.plain("Pattern", "pattern"))
          .proves(
              provenance("Selvage v1", "https://loom.example/selvage/v1")
                  .hasBuildType("weave.kind", "https://loom.example/weaving")
                  .hasRunnersCalled("loom-hosted")
                  .hasProjectsAt(_ -> "https://loom.example/cloths")
                  .repeats("weave.pattern", Field.BUILD_CONFIG, "{file}")
                  .repeats("yarns.0.knot", Field.SOURCE_DIGEST)
                  .repeats("yarns.0.uri", Field.SOURCE_REPOSITORY, "yarn+{SourceRepositoryURI}")
                  .certifies(Field.SOURCE_REPOSITORY, "{server}/{cloth}")
                  .certifies(Field.SOURCE_REPOSITORY_ID, "{cloth_id}")
                  .certifies(Field.SOURCE_OWNER_ID, "{weaver_id}")
                  .certifies(Field.RUN_INVOCATION, "{SourceRepositoryURI}/threads/{thread}")
                  .showsBehind("/knots/", "/patterns/")
                  .build())
          .build();

  private static final Workload JOB =
      OwnCi.job("anything")
          .audience(TestRegistry.AUDIENCE)
          .with("cloth", "rocket")
          .with("cloth_id", "7")
          .with("weaver_id", "70")
          .with("shuttle_id", "1")
          .with("thread", "12")
          .with("pattern", "stripes");

  private static final String CLOTH = "https://loom.example/cloths/rocket";
  private static final String KNOT = "ab".repeat(20);

  private static final TestPackage ROCKET =
      TestPackage.of("rocket", "1.0.0").member("repository", new JsonText(CLOTH));

  private final TestRegistry registry = TestRegistry.with().providers(LOOM).start();
  private final FakeIssuer loom =
      FakeIssuer.start(OwnCi.SYSTEM, registry.clock(), TestRegistry.KEY);
  private final FakeSigstore sigstore = FakeSigstore.start(registry.clock());

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    run("issuer", "add", "loom", loom.issuer(), "--internal");
    run("trust add rocket loom --cloth rocket --pattern stripes --owner alice".split(" ", -1));
  }

  @AfterEach
  void close() {
    sigstore.close();
    loom.close();
    registry.close();
  }

  private void run(String... words) {
    var said = registry.terminal().run(words);
    assertThat(said.exit()).as(said.err()).isZero();
  }

  private Client.Answer exchange(Workload job) {
    return registry.exchange("rocket", loom.sign(job));
  }

  @Test
  void itsJobPublishesAndEverythingSaysSo() {
    var minted = exchange(JOB);
    assertThat(minted.status()).as(minted.text()).isEqualTo(201);
    var token = minted.json().text("token").orElseThrow();
    var document = TestPackage.of("rocket", "1.0.0").document();
    assertThat(registry.with(token).put("/rocket", document).status()).isEqualTo(201);

    assertThat(registry.anyone().get("/rocket").text()).contains("\"_npmUser\"", "Loom");
    assertThat(registry.anyone().with("accept", "text/html").get("/rocket").text())
        .contains("Loom", "Pattern", "stripes");
    var alice = registry.with(registry.session("alice"));
    var trusted = Trusting.list(alice.get(Trusting.path("rocket"))).getFirst();
    assertThat(trusted.text("type")).contains("loom");
    assertThat(Json.text(trusted.object("claims").orElseThrow()))
        .contains("\"cloth\":\"rocket\"", "\"pattern\":\"stripes\"");
    assertThat(registry.terminal().run("trust", "list", "rocket").out()).contains("Loom");
    assertThat(registry.terminal().run("issuer", "list").out()).contains("Loom");
  }

  /** Whom a certificate names for {@link #JOB}; it has every field that npm asks for. */
  private Identity signer() {
    var loomed =
        Identity.person(loom.issuer(), "weaver@loom.example")
            .with(Identity.RUNNER_ENVIRONMENT, "loom-hosted")
            .with(Identity.SOURCE_REPOSITORY, CLOTH)
            .with(Identity.SOURCE_REPOSITORY_DIGEST, KNOT)
            .with(Identity.SOURCE_REPOSITORY_REF, "warp")
            .with(Identity.SOURCE_REPOSITORY_ID, "7")
            .with(Identity.SOURCE_REPOSITORY_OWNER_ID, "70")
            .with(Identity.BUILD_CONFIG, CLOTH + "/stripes.yml@warp")
            .with(Identity.BUILD_TRIGGER, "hand")
            .with(Identity.RUN_INVOCATION, CLOTH + "/threads/12")
            .with(Identity.VISIBILITY_AT_SIGNING, "public");
    return new Identity(CLOTH + "/stripes.yml@warp", loomed.extensions());
  }

  private String bundle(String knot, Identity signer) {
    var subject = Subject.of("rocket", "1.0.0", ROCKET.tarball());
    var statement =
        """
        {"_type":"https://in-toto.io/Statement/v1",
         "subject":[{"name":"%s","digest":{"sha512":"%s"}}],
         "predicateType":"https://loom.example/selvage/v1",
         "predicate":{
           "weave":{"kind":"https://loom.example/weaving","pattern":"stripes.yml"},
           "yarns":[{"uri":"yarn+%s","knot":"%s"}]}}
        """
            .formatted(subject.purl(), subject.sha512(), CLOTH, knot);
    return sigstore.bundle(statement, signer);
  }

  private Client.Answer publish(Workload job, String bundle) {
    var token = exchange(job).json().text("token").orElseThrow();
    return registry.with(token).put("/rocket", ROCKET.documentWith(bundle));
  }

  private void trustSigstore() {
    registry.rootFile("loom.json", sigstore.trustedRoot());
    registry.rootFile("loom.yaml", "issuers: {%s: loom}\n".formatted(loom.issuer()));
  }

  @Test
  void itsProvenanceIsVerifiedJudgedAndShown() {
    trustSigstore();
    var published = publish(JOB, bundle(KNOT, signer()));
    assertThat(published.status()).as(published.text()).isEqualTo(201);

    assertThat(registry.anyone().get("/-/npm/v1/attestations/rocket@1.0.0").text())
        .contains("https://loom.example/selvage/v1");
    assertThat(registry.anyone().with("accept", "text/html").get("/rocket").text())
        .contains("Built from source, and proven", "Loom", "stripes.yml", "loom-hosted")
        .contains("href=\"%s\"".formatted(CLOTH))
        .contains("href=\"%s/knots/%s\"".formatted(CLOTH, KNOT))
        .contains("href=\"%s/patterns/%s/stripes.yml\"".formatted(CLOTH, KNOT))
        .contains("href=\"%s/threads/12\"".formatted(CLOTH));
  }

  @Test
  void provenanceOfItThatDoesNotFitIsRefused() {
    assertThat(publish(JOB, bundle(KNOT, signer())).problem()).isEqualTo("provenance-refused");
    trustSigstore();
    SENTENCES.refused(
        "another knot", publish(JOB, bundle("cd".repeat(20), signer())), "provenance-refused");
    SENTENCES.refused(
        "another thread",
        publish(JOB.with("thread", "13"), bundle(KNOT, signer())),
        "provenance-refused");
    SENTENCES.refused(
        "by hand",
        publish(JOB, bundle(KNOT, signer().with(Identity.RUNNER_ENVIRONMENT, "self-hosted"))),
        "provenance-refused");
    assertThat(registry.rows("version")).isZero();
  }

  @Test
  void otherJobsOfItAreToldWhy() {
    assertThat(exchange(JOB).status()).isEqualTo(201);
    SENTENCES.check("another pattern", exchange(JOB.with("pattern", "dots")).message());
    assertThat(exchange(JOB.with("cloth_id", "8")).problem()).isEqualTo("identity-drift");
    SENTENCES.check("no thread", exchange(JOB.without("thread")).message());
    assertThat(
            exchange(JOB.with("cloth", "shuttle").with("cloth_id", "8").with("weaver_id", "1"))
                .problem())
        .isEqualTo("no-publisher");
  }

  @Test
  void itsFormIsItsOwn() {
    var said =
        registry
            .terminal()
            .run("trust", "add", "rocket", "loom", "--cloth", "A", "--owner", "alice");
    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.err()).contains("it is a word in lower case");
    assertThat(registry.terminal().run("trust", "add", "--help").out()).contains("--pattern");
  }

  /** A registry that does not know it says what it knows. */
  @Test
  void elsewhereItIsUnknown() {
    try (var other = TestRegistry.start()) {
      var said = other.terminal().run("issuer", "add", "loom", loom.issuer(), "--internal");
      assertThat(said.exit()).isEqualTo(1);
      assertThat(said.err()).contains("\"loom\" is no provider; there is github, gitlab");
    }
  }
}
