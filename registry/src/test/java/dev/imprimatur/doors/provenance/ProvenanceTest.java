package dev.imprimatur.doors.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import dev.imprimatur.testkit.sigstore.TimestampKind;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that come with a publish: what is taken, how it is served, and what is refused. */
final class ProvenanceTest {
  private static final String BEGIN = "Error verifying sigstore provenance bundle: ";
  private static final String PATH = "/-/npm/v1/attestations/rocket@1.0.0";

  private static final TestPackage ROCKET =
      TestPackage.of("rocket", "1.0.0")
          .member(
              "repository",
              JsonObject.with("type", "git")
                  .and("url", "git+https://github.com/acme/rocket.git")
                  .build());

  private static final JobClaims JOB = TestRegistry.job("acme/rocket").visibility("public");

  private final TestRegistry registry = TestRegistry.start();
  private final FakeSigstore sigstore = FakeSigstore.start(registry.clock());

  @BeforeEach
  void trust() {
    registry.rootFile("acme.json", sigstore.trustedRoot());
    registry.rootFile(
        "acme.yaml", "issuers:\n  %s: github\n".formatted(registry.github().issuer()));
    registry.addUser("alice", false);
    registry.pending("rocket", TestRegistry.workflow("acme/rocket"), "alice");
  }

  @AfterEach
  void close() {
    sigstore.close();
    registry.close();
  }

  private Identity signer(JobClaims claims) {
    return Identity.of(
        claims.payload(registry.github().issuer(), "sigstore", registry.clock().instant()));
  }

  private String bundle(TestPackage wanted, JobClaims claims) {
    return bundle(TimestampKind.LOGGED, wanted, claims);
  }

  private String bundle(TimestampKind form, TestPackage wanted, JobClaims claims) {
    var subject = Subject.of(wanted.name(), wanted.version(), wanted.tarball());
    var signer = signer(claims);
    return sigstore.bundle(form, Statements.gitHub(subject, signer), signer);
  }

  private Client job(JobClaims claims) {
    return registry.with(registry.minted("rocket", claims));
  }

  private Client.Answer publish(Client client, TestPackage wanted, String bundle) {
    return client.put(wanted.path(), wanted.documentWith(bundle));
  }

  @Test
  @OnPostgres
  void aGoodBundleIsTakenAdvertisedAndServedToTheLetter() {
    var bundle = bundle(ROCKET, JOB);
    assertThat(publish(job(JOB), ROCKET, bundle).status()).isEqualTo(201);

    var dist =
        registry
            .anyone()
            .get("/rocket")
            .json()
            .object("versions")
            .flatMap(versions -> versions.object("1.0.0"))
            .flatMap(version -> version.object("dist"))
            .orElseThrow();
    assertThat(dist.object("attestations"))
        .contains(
            JsonObject.with("url", "http://registry.test" + PATH)
                .and(
                    "provenance",
                    JsonObject.with("predicateType", "https://slsa.dev/provenance/v1").build())
                .build());
    var answer = registry.anyone().get(PATH);
    assertThat(answer.text())
        .isEqualTo(
            "{\"attestations\":[{\"predicateType\":\"https://slsa.dev/provenance/v1\",\"bundle\":"
                + bundle
                + "}]}");
    assertThat(answer.header("cache-control")).contains("public, max-age=31536000, immutable");
  }

  @Test
  void aPrivatePackagesBundleIsForItsReadersAlone() {
    var secret = ROCKET.access("restricted");
    assertThat(publish(job(JOB), secret, bundle(secret, JOB)).status()).isEqualTo(201);

    assertThat(registry.anyone().get(PATH).problem()).isEqualTo("package-not-found");
    var answer = registry.with(registry.token("alice", false)).get(PATH);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("cache-control")).contains("private, max-age=31536000, immutable");
    assertThat(
            registry
                .with(registry.token("alice", false))
                .get("/-/package/rocket/visibility")
                .text())
        .contains("false");
  }

  @Test
  void aVersionWithoutABundleHasNone() {
    assertThat(job(JOB).put(ROCKET.path(), ROCKET.document()).status()).isEqualTo(201);
    assertThat(registry.anyone().get("/rocket").text()).doesNotContain("attestations");
    assertThat(registry.anyone().get(PATH).problem()).isEqualTo("provenance-not-found");
    assertThat(registry.anyone().get("/-/npm/v1/attestations/rocket").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @EnumSource(names = {"LOGGED", "LOGGED_WITH_TIMESTAMP", "LOGGED_IN_TILES"})
  void everyLogAndEveryClockThatTheRootNamesCounts(TimestampKind form) {
    assertThat(publish(job(JOB), ROCKET, bundle(form, ROCKET, JOB)).status()).isEqualTo(201);
  }

  @Test
  void aBundleThatNoLogListsIsForRootsThatDemandNone() {
    var unlogged = bundle(TimestampKind.TIMESTAMP_ALONE, ROCKET, JOB);
    var client = job(JOB);
    assertThat(publish(client, ROCKET, unlogged).message()).contains("no log that is trusted");
    registry.rootFile(
        "acme.yaml",
        "issuers: {%s: github}\nlogEntries: 0\n".formatted(registry.github().issuer()));
    assertThat(publish(client, ROCKET, unlogged).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "9", "{\"mediaType\":\"A", "{\"a\":[["})
  void whatIsHugeAndNoBundleIsRefusedAndNothingIsPublished(String begin) {
    var huge = begin + begin.substring(begin.length() - 1).repeat(500_000);
    var answer = publish(job(JOB), ROCKET, huge);
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.problem()).isEqualTo("provenance-refused");
    assertThat(registry.rows("version")).isZero();
    assertThat(registry.rows("package")).isZero();
  }

  @Test
  @Covers("A08")
  void anotherRunOfTheSameWorkflowIsAnotherJob() {
    var earlier = JOB.with("run_attempt", "1");
    var later = JOB.with("run_attempt", "2");
    var answer = publish(job(later), ROCKET, bundle(ROCKET, earlier));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.message())
        .startsWith(BEGIN + "it was signed by another job than the one that publishes")
        .contains("RunInvocationURI", "/attempts/1", "/attempts/2");
  }

  /** Otherwise whatever the job did not build could be told to come from it. */
  @Test
  @Covers("A08")
  void aBundleIsOfOneTarballAndOfNoOtherOfTheSameVersion() {
    var other = ROCKET.file("noise.js", "module.exports = 'noise';");
    var client = job(JOB);
    var answer = publish(client, other, bundle(ROCKET, JOB));
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.message()).contains("Provenance subject digest does not match the package");
    assertThat(registry.rows("version")).isZero();
    assertThat(publish(client, other, bundle(other, JOB)).status()).isEqualTo(201);
  }

  @Test
  void aPersonMayPublishWhatAJobHasSigned() {
    var client = registry.with(registry.token("alice", true));
    assertThat(publish(client, TestPackage.of("glider", "1.0.0"), "{}").status()).isEqualTo(422);
    var glider =
        TestPackage.of("glider", "1.0.0").member("repository", new JsonText("acme/rocket"));
    assertThat(publish(client, glider, bundle(glider, JOB)).status()).isEqualTo(201);
  }

  @Test
  void theRepositoryInTheManifestMustBeTheOneOfTheBuild() {
    var other = ROCKET.member("repository", new JsonText("https://github.com/acme/Rocket"));
    assertThat(publish(job(JOB), other, bundle(other, JOB)).message())
        .isEqualTo(
            BEGIN
                + "Failed to validate repository information: package.json: \"repository.url\" is"
                + " \"git+https://github.com/acme/Rocket.git\", expected to match"
                + " \"https://github.com/acme/rocket\" from provenance");
  }

  /** What is served, and was therefore verified, is what npm would have made of it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://www.github.com/acme/rocket/",
        "https://GitHub.com/acme/rocket/tree/main",
        "ssh://git@github.com:acme/rocket",
      })
  void theRepositoryMayBeWrittenInEveryWayThatNpmTidies(String written) {
    var rocket = ROCKET.member("repository", new JsonText(written));
    assertThat(publish(job(JOB), rocket, bundle(rocket, JOB)).status()).isEqualTo(201);
  }

  @Test
  void aStagedVersionKeepsItsBundleUntilItIsApproved() {
    assertThat(job(JOB).put(ROCKET.path(), ROCKET.document()).status()).isEqualTo(201);
    var alice = registry.with(registry.token("alice", true));
    var second =
        TestPackage.of("rocket", "2.0.0").member("repository", new JsonText("acme/rocket"));
    var staged = alice.post("/-/stage/package/rocket", second.documentWith(bundle(second, JOB)));
    assertThat(staged.status()).as(staged.text()).isEqualTo(201);
    var id = staged.json().text("stageId").orElseThrow();
    var approved =
        registry.with(registry.session("alice")).post("/-/stage/" + id + "/approve", "{}");
    assertThat(approved.status()).as(approved.text()).isBetween(200, 299);
    assertThat(registry.anyone().get("/-/npm/v1/attestations/rocket@2.0.0").status())
        .isEqualTo(200);
  }

  @Test
  void aRootIsReplacedWithoutARestart() {
    try (var other = FakeSigstore.start(registry.clock())) {
      registry.rootFile("acme.json", other.trustedRoot());
      assertThat(publish(job(JOB), ROCKET, bundle(ROCKET, JOB)).status()).isEqualTo(422);
      registry.rootFile("acme.json", sigstore.trustedRoot());
      assertThat(publish(job(JOB), ROCKET, bundle(ROCKET, JOB)).status()).isEqualTo(201);
    }
  }

  @Test
  void aRootThatCannotBeReadAnyMoreStaysAsItWas() {
    registry.rootFile("acme.json", "{\"cut off");
    assertThat(publish(job(JOB), ROCKET, bundle(ROCKET, JOB)).status()).isEqualTo(201);
  }

  @Test
  void administratorsSeeWhomTheRegistryTrustsAndUntilWhen() {
    registry.addUser("root", true);
    registry.rootFile("broken.json", "{\"cut off");
    var answer = registry.with(registry.session("root")).get("/-/api/v1/trust-roots");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().array("roots").orElseThrow().items()).hasSize(2);
    assertThat(answer.text())
        .contains("\"name\":\"acme\"", "\"name\":\"public-good\"", "\"hostedOnly\":true")
        .contains("\"broken\":[\"broken\"]");
    assertThat(registry.anyone().get("/-/api/v1/trust-roots").status()).isEqualTo(401);
  }

  @Test
  void whatARootThatWasNeverReadMayVouchForIsNotRefusedForGood() {
    registry.rootFile("broken.json", "{\"cut off");
    try (var unknown = FakeSigstore.start(registry.clock())) {
      var subject = Subject.of("rocket", "1.0.0", ROCKET.tarball());
      var signer = signer(JOB);
      var bundle = unknown.bundle(Statements.gitHub(subject, signer), signer);
      var answer = publish(job(JOB), ROCKET, bundle);
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.message()).contains("broken");
    }
    assertThat(publish(job(JOB), ROCKET, bundle(ROCKET, JOB)).status()).isEqualTo(201);
  }

  @Test
  void thePolicyOfARootIsItsOperators() {
    registry.rootFile(
        "acme.yaml",
        "issuers: {%s: github}\nhostedOnly: false\nvisibilities: []\n"
            .formatted(registry.github().issuer()));
    var inside = JOB.visibility("private");
    assertThat(publish(job(inside), ROCKET, bundle(ROCKET, inside)).status()).isEqualTo(201);
    registry.rootFile("acme.yaml", "issuers: {https://gitlab.com: gitlab}\n");
    var next = TestPackage.of("rocket", "1.0.1").member("repository", new JsonText("acme/rocket"));
    assertThat(publish(job(JOB.with("jti", "next")), next, bundle(next, JOB)).message())
        .contains("Unsupported issuer");
  }

  @Test
  void bundlesThatAreNoneAreRefusedInOneSentence() {
    var client = registry.with(registry.token("alice", true));
    for (var text : List.of("", "{", "[]", "null", "{\"mediaType\":7}", "[".repeat(100_000))) {
      var answer = publish(client, ROCKET, text);
      assertThat(answer.status()).as(answer.text()).isEqualTo(422);
      assertThat(answer.message()).startsWith(BEGIN).hasSizeLessThan(300);
    }
  }
}
