package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.sigstore.Defect;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A job signs where its package comes from without being told to, when everybody may know it. */
@ParameterizedClass
@MethodSource("dev.imprimatur.e2e.Clients#all")
@ExtendWith(Streets.OfClass.class)
final class ProvenanceTest {
  private static final String SIGNED = "Signed provenance statement";
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm;
  private final Street street;

  @TempDir private Path folder;

  ProvenanceTest(Npm npm, Streets streets) {
    this.npm = npm;
    this.street = streets.of(npm, Voucher.of(SIGSTORE));
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @Test
  void aJobOfAPublicRepositorySignsAPublicPackage() throws Exception {
    existing("rocket", "public");
    var published = publish(project(runner(), "rocket"));
    assertThat(published.done().err()).contains(SIGNED).contains("GitHub Actions");

    var bundle = Provenance.stored(street.operator(), "rocket", "1.1.0").orElseThrow();
    assertThat(bundle.signer(SIGSTORE.authority())).isEqualTo(PublicRepository.SIGNER);
    var subject = Subject.of("rocket", "1.1.0", tarball("rocket"));
    var identity = Identity.of(street.github().claims(PublicRepository.JOB));
    assertThat(Json.object(bundle.statement()))
        .isEqualTo(Json.object(Statements.gitHub(subject, identity)));
  }

  @Test
  void aJobOfGitLabSignsWithTheTokenThatItHasForThat() throws Exception {
    try (var gitlab = new PublicGitLab();
        var there = gitlab.street(folder, Voucher.of(SIGSTORE))) {
      gitlab.trust(there, "lander");
      var repository = gitlab.repository();

      assertThat(published(there, gitlab.job(), "1.0.0", repository).err()).doesNotContain(SIGNED);
      assertThat(published(there, gitlab.job(), "1.1.0", repository).err()).doesNotContain(SIGNED);
      assertThat(published(there, gitlab.signingJob(), "1.2.0", repository).err())
          .contains(SIGNED)
          .contains("GitLab CI");

      var bundle = Provenance.stored(there.operator(), "lander", "1.2.0").orElseThrow();
      assertThat(bundle.signer(SIGSTORE.authority()))
          .isEqualTo(repository + "//.gitlab-ci.yml@refs/heads/main");
      assertThat(Json.object(bundle.statement()).text("predicate", "buildType"))
          .isEqualTo("https://github.com/npm/cli/gitlab/v0alpha1");
      assertThat(Json.object(bundle.statement()).text("predicate", "invocation", "configSource"))
          .contains("git+" + repository);
    }
  }

  @Test
  void aJobOfAPrivateRepositorySignsNothing() throws Exception {
    existing("of-private", "public");
    var runner = runner(street.github().job(PublicRepository.JOB.visibility("private")));
    unsigned(project(runner, "of-private"), "of-private");
  }

  @Test
  void aPrivatePackageIsNotSigned() throws Exception {
    existing("@acme/private", "restricted");
    var runner = runner();
    var restricted = Map.<String, Object>of("access", "restricted");
    unsigned(
        runner.project("@acme/private", "1.1.0", restricted, PublicRepository.URL),
        "@acme/private");
  }

  @Test
  void aNewPackageIsNotSigned() throws Exception {
    PublicRepository.trust(street, "unheard-of");
    unsigned(project(runner(), "unheard-of"), "unheard-of");
  }

  @Test
  void aVariableTurnsItOff() throws Exception {
    existing("by-variable", "public");
    var runner =
        runner(street.github().job(PublicRepository.JOB).with("NPM_CONFIG_PROVENANCE", "false"));
    unsigned(project(runner, "by-variable"), "by-variable");
  }

  @Test
  void theProjectsConfigurationTurnsItOff() throws Exception {
    existing("by-npmrc", "public");
    var runner = runner().file(".npmrc", "provenance=false\n");
    unsigned(project(runner, "by-npmrc"), "by-npmrc");
  }

  /** npm asks its settings whether it was told anything, and the manifest is none of them. */
  @Test
  void theManifestDoesNotTurnItOff() {
    existing("by-manifest", "public");
    var runner = runner();
    var off = Map.<String, Object>of("access", "public", "provenance", false);
    var published = publish(runner.project("by-manifest", "1.1.0", off, PublicRepository.URL));
    assertThat(published.done().err()).contains(SIGNED);
  }

  /**
   * npm verifies it first, by what the mirror says of whom to trust. The package is a new one, as
   * npm 11 would otherwise sign by itself and leave the file aside.
   */
  @Test
  void aBundleThatAnotherToolHasSignedIsTakenAsItIs() throws Exception {
    PublicRepository.trust(street, "signed-before");
    var runner = project(runner(), "signed-before");
    runner.npm("pack").done();
    var tarball = Files.readAllBytes(runner.project().resolve("signed-before-1.1.0.tgz"));
    Files.delete(runner.project().resolve("signed-before-1.1.0.tgz"));
    var identity = Identity.of(street.github().claims(PublicRepository.JOB));
    var statement = Statements.gitHub(Subject.of("signed-before", "1.1.0", tarball), identity);

    var forged = SIGSTORE.bundle(statement, identity, Defect.CERTIFICATE_OF_ANOTHER_AUTHORITY);
    assertThat(publishWith(runner, forged).refused().err()).contains("certificate");
    var good = SIGSTORE.bundle(statement, identity);
    publishWith(runner, good).done();
    assertThat(Provenance.stored(street.operator(), "signed-before", "1.1.0").orElseThrow().json())
        .isEqualTo(Json.object(good));
  }

  private Outcome publishWith(Workplace runner, String bundle) throws IOException {
    // Beside the project, as it would be packed otherwise.
    var file = Files.writeString(folder.resolve("bundle.json"), bundle);
    return runner.npm("publish", "--provenance-file=" + file, "--registry", street.url());
  }

  private void unsigned(Workplace runner, String name) throws Exception {
    int entries = SIGSTORE.entries();
    assertThat(publish(runner).done().err()).doesNotContain(SIGNED);
    assertThat(SIGSTORE.entries()).isEqualTo(entries);
    assertThat(Provenance.stored(street.operator(), name, "1.1.0")).isEmpty();
  }

  /** Provenance needs to know that everybody may see it, and so a version before. */
  private void existing(String name, String access) {
    PublicRepository.trust(street, name);
    street
        .runner(npm, PublicRepository.JOB)
        .project(name, "1.0.0", Json.members("access", access))
        .npm("publish", "--registry", street.url())
        .done();
  }

  private Workplace runner() {
    return runner(street.github().job(PublicRepository.JOB));
  }

  private Workplace runner(FakeJob job) {
    return street.workplace(npm, job.environment());
  }

  private static Workplace project(Workplace runner, String name) {
    return runner.project(name, "1.1.0", Workplace.PUBLIC, PublicRepository.URL);
  }

  private Outcome published(Street there, FakeJob job, String version, String repository) {
    return there
        .workplace(npm, job.environment())
        .project("lander", version, Workplace.PUBLIC, repository)
        .npm("publish", "--registry", there.url())
        .done();
  }

  private Outcome publish(Workplace runner) {
    return runner.npm("publish", "--registry", street.url());
  }

  private byte[] tarball(String name) {
    return new Web("").bytes(street.server().at("/%s/-/%s-1.1.0.tgz".formatted(name, name)));
  }
}
