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
@ExtendWith(E2eEnvironments.OfClass.class)
@Order(2)
final class EachNpmTest {
  private static final String SIGNED = "Signed provenance statement";
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm;
  private final E2eEnvironment surroundings;

  @TempDir private Path folder;

  EachNpmTest(Npm npm, E2eEnvironments environments) {
    this.npm = npm;
    this.surroundings = environments.of(npm, SigstoreSetup.of(SIGSTORE));
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"first", "@acme/first"})
  void theFirstVersionComesFromAJobThatThePublisherWaitedFor(String name) {
    surroundings
        .operator()
        .trust(name, "acme/rocket", "publish.yml", "--owner", E2eEnvironment.OWNER);
    var runner = runner(name, "1.0.0");
    assertThat(runner.configuration()).as("a job without any secret").isEmpty();
    assertThat(publish(runner).done().out()).contains("+ " + name + "@1.0.0");

    var packument = new Web("").json(surroundings.server().at("/" + name));
    assertThat(packument.text("dist-tags", "latest")).isEqualTo("1.0.0");
    assertThat(packument.text("versions", "1.0.0", "_npmUser", "trustedPublisher", "id"))
        .isEqualTo("github");
  }

  @ParameterizedTest
  @ValueSource(strings = {"installed", "@acme/installed"})
  void whatIsInstalledIsWhatWasPublished(String name) {
    PublicRepository.trust(surroundings, name);
    publish(runner(name, "1.0.0")).done();
    var packument = new Web("").json(surroundings.server().at("/" + name));
    var address = surroundings.server().at("/" + name + "/-/installed-1.0.0.tgz");
    assertThat(packument.text("versions", "1.0.0", "dist", "tarball")).isEqualTo("" + address);

    var machine = surroundings.machine(npm).consumer();
    machine.npm("install", name, "--registry", surroundings.url()).done();
    assertThat(machine.read("node_modules/" + name + "/index.js")).isEqualTo(ClientMachine.CODE);
    assertThat(
            Json.object(machine.read("package-lock.json"))
                .text("packages", "node_modules/" + name, "integrity"))
        .isEqualTo(Digests.integrity(new Web("").bytes(address)));

    var another = surroundings.machine(npm).consumer();
    another.file("package.json", machine.read("package.json"));
    another.file("package-lock.json", machine.read("package-lock.json"));
    another.npm("ci", "--registry", surroundings.url()).done();
    assertThat(another.read("node_modules/" + name + "/index.js")).isEqualTo(ClientMachine.CODE);
  }

  @Test
  void aJobThatMayNotPublishIsToldWhy() {
    surroundings.owner().trustGitHub("refused", "acme/rubble", "publish.yml");
    assertThat(publish(runner("refused", "1.0.0")).refused().err())
        .contains("No trusted publisher of \"refused\" matches")
        .contains("repository \"acme/rocket\"");
    assertThat(new Web("").status(surroundings.server().at("/refused"))).isEqualTo(404);
  }

  @Test
  void aJobOfAPublicRepositorySignsAPublicPackageWhichIsVerified() throws Exception {
    existing("rocket");
    var published = publish(runner("rocket", "1.1.0"));
    assertThat(published.done().err()).contains(SIGNED).contains("GitHub Actions");

    var bundle = Provenance.stored(surroundings.operator(), "rocket", "1.1.0").orElseThrow();
    assertThat(bundle.signer(SIGSTORE.authority())).isEqualTo(PublicRepository.SIGNER);
    var tarball = new Web("").bytes(surroundings.server().at("/rocket/-/rocket-1.1.0.tgz"));
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
    var bundle = Provenance.stored(surroundings.operator(), "changed", "1.1.0").orElseThrow();
    var statement = bundle.statement();
    var elsewhere = statement.replace("acme/rocket", "acme/rubble");
    assertThat(elsewhere).isNotEqualTo(statement);
    new Intruder(surroundings.operator())
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
    PublicRepository.trust(surroundings, "signed-before");
    var runner = runner("signed-before", "1.1.0");
    runner.npm("pack").done();
    var tarball = Files.readAllBytes(runner.project().resolve("signed-before-1.1.0.tgz"));
    Files.delete(runner.project().resolve("signed-before-1.1.0.tgz"));
    var statement = Statements.gitHub(Subject.of("signed-before", "1.1.0", tarball), identity());

    var forged = SIGSTORE.bundle(statement, identity(), Defect.CERTIFICATE_OF_ANOTHER_AUTHORITY);
    assertThat(publishWith(runner, forged).refused().err()).contains("certificate");
    var good = SIGSTORE.bundle(statement, identity());
    publishWith(runner, good).done();
    assertThat(
            Provenance.stored(surroundings.operator(), "signed-before", "1.1.0")
                .orElseThrow()
                .json())
        .isEqualTo(Json.object(good));
  }

  private Outcome publishWith(ClientMachine runner, String bundle) throws IOException {
    // Beside the project, as it would be packed otherwise.
    var file = Files.writeString(folder.resolve("bundle.json"), bundle);
    return runner.npm("publish", "--provenance-file=" + file, "--registry", surroundings.url());
  }

  /** Provenance needs to know that everybody may see it, and so a version before. */
  private void existing(String name) {
    surroundings.publish(name, "1.0.0");
    PublicRepository.trust(surroundings, name);
  }

  private ClientMachine runner(String name, String version) {
    return PublicRepository.runner(surroundings, npm, name, version);
  }

  private Outcome publish(ClientMachine runner) {
    return runner.npm("publish", "--registry", surroundings.url());
  }

  private Outcome audited(String name) {
    return surroundings.machine(npm).consumer().audited(surroundings.url(), name);
  }

  private Identity identity() {
    return Identity.of(surroundings.github().claims(PublicRepository.JOB));
  }

  private static String payload(String statement) {
    return Base64.getEncoder().encodeToString(statement.getBytes(UTF_8));
  }
}
