package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.sigstore.Defect;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A job without any secret publishes, others install and check, and who may not is told why: with
 * npm 11 and with npm 12, which do all of this in their own code. Of npm's sources differ how an
 * identity token is exchanged and provenance turned on (lib/utils/oidc.js), what is published
 * (libnpmpublish, pacote, npm-packlist), what is printed of a refusal (npm-registry-fetch), how a
 * tree is installed (arborist) and how a bundle is verified (@sigstore/verify). What is the same in
 * both, such as {@code npm trust} and {@code npm stage}, is shown with the newest one alone.
 */
@ParameterizedClass
@Execution(ExecutionMode.CONCURRENT)
@MethodSource("dev.imprimatur.e2e.Clients#all")
@ExtendWith(Streets.OfClass.class)
@Order(2)
final class EachNpmTest {
  private static final String SIGNED = "Signed provenance statement";
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm;
  private final Street street;

  @TempDir private Path folder;

  EachNpmTest(Npm npm, Streets streets) {
    this.npm = npm;
    this.street = streets.of(npm, Voucher.of(SIGSTORE));
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "@acme/first"})
  void theFirstVersionComesFromAJobThatThePublisherWaitedFor(String name) {
    street.operator().trust(name, "acme/rocket", "publish.yml", "--owner", Street.OWNER);
    var runner = runner(name, "1.0.0");
    assertThat(runner.configuration()).as("a job without any secret").isEmpty();
    assertThat(publish(runner).done().out()).contains("+ " + name + "@1.0.0");

    var packument = new Web("").json(street.server().at("/" + name));
    assertThat(packument.text("dist-tags", "latest")).isEqualTo("1.0.0");
    assertThat(packument.text("versions", "1.0.0", "_npmUser", "trustedPublisher", "id"))
        .isEqualTo("github");
  }

  @ParameterizedTest
  @ValueSource(strings = {"installed", "@acme/installed"})
  void whatIsInstalledIsWhatWasPublished(String name) {
    PublicRepository.trust(street, name);
    publish(runner(name, "1.0.0")).done();
    var packument = new Web("").json(street.server().at("/" + name));
    var address = street.server().at("/" + name + "/-/installed-1.0.0.tgz");
    assertThat(packument.text("versions", "1.0.0", "dist", "tarball")).isEqualTo("" + address);

    var desk = street.desk(npm).consumer();
    desk.npm("install", name, "--registry", street.url()).done();
    assertThat(desk.read("node_modules/" + name + "/index.js")).isEqualTo(Workplace.CODE);
    assertThat(
            Json.object(desk.read("package-lock.json"))
                .text("packages", "node_modules/" + name, "integrity"))
        .isEqualTo(Digests.integrity(new Web("").bytes(address)));

    var another = street.desk(npm).consumer();
    another.file("package.json", desk.read("package.json"));
    another.file("package-lock.json", desk.read("package-lock.json"));
    another.npm("ci", "--registry", street.url()).done();
    assertThat(another.read("node_modules/" + name + "/index.js")).isEqualTo(Workplace.CODE);
  }

  @Test
  void aJobThatMayNotPublishIsToldWhy() {
    street.owner().trustGitHub("refused", "acme/rubble", "publish.yml");
    assertThat(publish(runner("refused", "1.0.0")).refused().err())
        .contains("No trusted publisher of \"refused\" matches")
        .contains("repository \"acme/rocket\"");
    assertThat(new Web("").status(street.server().at("/refused"))).isEqualTo(404);
  }

  @Test
  void aJobOfAPublicRepositorySignsAPublicPackageWhichIsVerified() throws Exception {
    existing("rocket");
    var published = publish(runner("rocket", "1.1.0"));
    assertThat(published.done().err()).contains(SIGNED).contains("GitHub Actions");

    var bundle = Provenance.stored(street.operator(), "rocket", "1.1.0").orElseThrow();
    assertThat(bundle.signer(SIGSTORE.authority())).isEqualTo(PublicRepository.SIGNER);
    var tarball = new Web("").bytes(street.server().at("/rocket/-/rocket-1.1.0.tgz"));
    assertThat(Json.object(bundle.statement()))
        .isEqualTo(
            Json.object(Statements.gitHub(Subject.of("rocket", "1.1.0", tarball), identity())));

    assertThat(audited("rocket").done().out())
        .contains("1 package has a verified registry signature")
        .contains("1 package has a verified attestation");
  }

  @Test
  void aBundleThatWasChangedIsInvalid() throws Exception {
    existing("changed");
    publish(runner("changed", "1.1.0")).done();
    var bundle = Provenance.stored(street.operator(), "changed", "1.1.0").orElseThrow();
    var statement = bundle.statement();
    var elsewhere = statement.replace("acme/rocket", "acme/rubble");
    assertThat(elsewhere).isNotEqualTo(statement);
    new Intruder(street.operator())
        .changesProof("changed", "1.1.0", payload(statement), payload(elsewhere));

    var audited = audited("changed");
    assertThat(audited.exit()).as("%s", audited).isEqualTo(1);
    assertThat(audited.out())
        .contains("1 package has an invalid attestation:")
        .contains("changed@")
        .contains(AuditTest.TAMPERED)
        .doesNotContain("verified");
  }

  /**
   * npm verifies it first, by what the mirror says of whom to trust. The package is a new one, as
   * npm 11 would otherwise sign by itself and leave the file aside.
   */
  @Test
  void aBundleThatAnotherToolHasSignedIsTakenAsItIs() throws Exception {
    PublicRepository.trust(street, "signed-before");
    var runner = runner("signed-before", "1.1.0");
    runner.npm("pack").done();
    var tarball = Files.readAllBytes(runner.project().resolve("signed-before-1.1.0.tgz"));
    Files.delete(runner.project().resolve("signed-before-1.1.0.tgz"));
    var statement = Statements.gitHub(Subject.of("signed-before", "1.1.0", tarball), identity());

    var forged = SIGSTORE.bundle(statement, identity(), Defect.CERTIFICATE_OF_ANOTHER_AUTHORITY);
    assertThat(publishWith(runner, forged).refused().err()).contains("certificate");
    var good = SIGSTORE.bundle(statement, identity());
    publishWith(runner, good).done();
    assertThat(Provenance.stored(street.operator(), "signed-before", "1.1.0").orElseThrow().json())
        .isEqualTo(Json.object(good));
  }

  private Outcome publishWith(Workplace runner, String bundle) throws IOException {
    // Beside the project, as it would be packed otherwise.
    var file = Files.writeString(folder.resolve("bundle.json"), bundle);
    return runner.npm("publish", "--provenance-file=" + file, "--registry", street.url());
  }

  /** Provenance needs to know that everybody may see it, and so a version before. */
  private void existing(String name) {
    street.publish(name, "1.0.0");
    PublicRepository.trust(street, name);
  }

  private Workplace runner(String name, String version) {
    return PublicRepository.runner(street, npm, name, version);
  }

  private Outcome publish(Workplace runner) {
    return runner.npm("publish", "--registry", street.url());
  }

  private Outcome audited(String name) {
    return street.desk(npm).consumer().audited(street.url(), name);
  }

  private Identity identity() {
    return Identity.of(street.github().claims(PublicRepository.JOB));
  }

  private static String payload(String statement) {
    return Base64.getEncoder().encodeToString(statement.getBytes(UTF_8));
  }
}
