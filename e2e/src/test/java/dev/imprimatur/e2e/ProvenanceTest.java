package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A job signs where its package comes from without being told to, when everybody may know it. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class ProvenanceTest {
  private static final String SIGNED = "Signed provenance statement";
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  @TempDir private Path folder;

  ProvenanceTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm, SigstoreSetup.of(SIGSTORE));
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @Test
  void aJobOfGitLabSignsWithTheTokenThatItHasForThat() throws Exception {
    try (var gitlab = new PublicGitLab();
        var there = gitlab.surroundings(folder, SigstoreSetup.of(SIGSTORE))) {
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
    existing("of-private");
    var runner = runner(surroundings.github().job(PublicRepository.JOB.visibility("private")));
    unsigned(project(runner, "of-private"), "of-private");
  }

  @Test
  void aPrivatePackageIsNotSigned() throws Exception {
    PublicRepository.trust(surroundings, "@acme/private");
    var runner = runner();
    var restricted = Map.<String, Object>of("access", "restricted");
    publish(runner.project("@acme/private", "1.0.0", restricted)).done();
    unsigned(
        runner.project("@acme/private", "1.1.0", restricted, PublicRepository.URL),
        "@acme/private");
  }

  @Test
  void aNewPackageIsNotSigned() throws Exception {
    PublicRepository.trust(surroundings, "unheard-of");
    unsigned(project(runner(), "unheard-of"), "unheard-of");
  }

  @Test
  void aVariableTurnsItOff() throws Exception {
    existing("by-variable");
    var runner =
        runner(
            surroundings.github().job(PublicRepository.JOB).with("NPM_CONFIG_PROVENANCE", "false"));
    unsigned(project(runner, "by-variable"), "by-variable");
  }

  @Test
  void theProjectsConfigurationTurnsItOff() throws Exception {
    existing("by-npmrc");
    var runner = runner().file(".npmrc", "provenance=false\n");
    unsigned(project(runner, "by-npmrc"), "by-npmrc");
  }

  /** npm asks its settings whether it was told anything, and the manifest is none of them. */
  @Test
  void theManifestDoesNotTurnItOff() {
    existing("by-manifest");
    var runner = runner();
    var off = Map.<String, Object>of("access", "public", "provenance", false);
    var published = publish(runner.project("by-manifest", "1.1.0", off, PublicRepository.URL));
    assertThat(published.done().err()).contains(SIGNED);
  }

  private void unsigned(ClientMachine runner, String name) throws Exception {
    int entries = SIGSTORE.entries();
    assertThat(publish(runner).done().err()).doesNotContain(SIGNED);
    assertThat(SIGSTORE.entries()).isEqualTo(entries);
    assertThat(Provenance.stored(surroundings.operator(), name, "1.1.0")).isEmpty();
  }

  /** Provenance needs to know that everybody may see it, and so a version before. */
  private void existing(String name) {
    surroundings.publish(name, "1.0.0");
    PublicRepository.trust(surroundings, name);
  }

  private ClientMachine runner() {
    return runner(surroundings.github().job(PublicRepository.JOB));
  }

  private ClientMachine runner(FakeJob job) {
    return surroundings.machine(npm, job.environment());
  }

  private static ClientMachine project(ClientMachine runner, String name) {
    return runner.project(name, "1.1.0", ClientMachine.PUBLIC, PublicRepository.URL);
  }

  private Outcome published(E2eEnvironment there, FakeJob job, String version, String repository) {
    return there
        .machine(npm, job.environment())
        .project("lander", version, ClientMachine.PUBLIC, repository)
        .npm("publish", "--registry", there.url())
        .done();
  }

  private Outcome publish(ClientMachine runner) {
    return runner.npm("publish", "--registry", surroundings.url());
  }
}
