package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.sigstore.Defect;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
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
  private static final String REPOSITORY = "https://github.com/acme/rocket";
  private static final JobClaims JOB =
      JobClaims.of("acme/rocket", "publish.yml").visibility("public");
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm;
  private final Street street;

  @TempDir private Path folder;

  ProvenanceTest(Npm npm, Streets streets) {
    this.npm = npm;
    this.street = streets.of(npm, SIGSTORE);
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @Test
  void aJobOfAPublicRepositorySignsAPublicPackage() throws Exception {
    existing("rocket", "public");
    var runner = runner(street.github().job(JOB));
    var published = publish(project(runner, "rocket", Map.of("access", "public"), REPOSITORY));
    assertThat(published.done().err()).contains(SIGNED).contains("GitHub Actions");

    var bundle = Provenance.stored(street.operator(), "rocket", "1.1.0").orElseThrow();
    assertThat(bundle.signer(SIGSTORE.authority()))
        .isEqualTo(REPOSITORY + "/.github/workflows/publish.yml@refs/heads/main");
    var subject = Subject.of("rocket", "1.1.0", tarball("rocket"));
    var identity = Identity.of(street.github().claims(JOB));
    assertThat(Json.object(bundle.statement()))
        .isEqualTo(Json.object(Statements.gitHub(subject, identity)));
  }

  @Test
  void aJobOfGitLabSignsWithTheTokenThatItHasForThat() throws Exception {
    // With a certificate of its own, as repositories are named by such addresses only.
    try (var gitlab = FakeIssuer.startAs(GitLab.SYSTEM, "https://gitlab.acme.example");
        var there =
            Street.open(
                folder,
                List.of(Imprimatur.unreachable("gitlab", gitlab, folder)),
                new Voucher(SIGSTORE, Map.of("gitlab", gitlab)))) {
      there
          .operator()
          .run(
              "trust",
              "add",
              "lander",
              "gitlab",
              "--issuer",
              gitlab.issuer(),
              "--project",
              "acme/lander",
              "--file",
              ".gitlab-ci.yml",
              "--owner",
              Street.OWNER);
      var job = GitLab.push("acme/lander").but(GitLab.visibility("public"));
      var token = gitlab.sign(job.audience("sigstore"));
      var repository = gitlab.issuer() + "/acme/lander";

      var first = gitlab.job(job.audience("npm:localhost"));
      assertThat(published(there, first, "1.0.0", repository).err()).doesNotContain(SIGNED);
      var second = gitlab.job(job.audience("npm:localhost"));
      assertThat(published(there, second, "1.1.0", repository).err()).doesNotContain(SIGNED);
      var third = gitlab.job(job.audience("npm:localhost")).with("SIGSTORE_ID_TOKEN", token);
      assertThat(published(there, third, "1.2.0", repository).err())
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
    var runner = runner(street.github().job(JOB.visibility("private")));
    unsigned(project(runner, "of-private", Map.of("access", "public"), REPOSITORY), "of-private");
  }

  @Test
  void aPrivatePackageIsNotSigned() throws Exception {
    existing("@acme/private", "restricted");
    var runner = runner(street.github().job(JOB));
    var restricted = Map.<String, Object>of("access", "restricted");
    unsigned(project(runner, "@acme/private", restricted, REPOSITORY), "@acme/private");
  }

  @Test
  void aNewPackageIsNotSigned() throws Exception {
    trust("unheard-of");
    var runner = runner(street.github().job(JOB));
    unsigned(project(runner, "unheard-of", Map.of("access", "public"), REPOSITORY), "unheard-of");
  }

  @Test
  void aVariableTurnsItOff() throws Exception {
    existing("by-variable", "public");
    var runner = runner(street.github().job(JOB).with("NPM_CONFIG_PROVENANCE", "false"));
    unsigned(project(runner, "by-variable", Map.of("access", "public"), REPOSITORY), "by-variable");
  }

  @Test
  void theProjectsConfigurationTurnsItOff() throws Exception {
    existing("by-npmrc", "public");
    var runner = runner(street.github().job(JOB)).file(".npmrc", "provenance=false\n");
    unsigned(project(runner, "by-npmrc", Map.of("access", "public"), REPOSITORY), "by-npmrc");
  }

  /** npm asks its settings whether it was told anything, and the manifest is none of them. */
  @Test
  void theManifestDoesNotTurnItOff() {
    existing("by-manifest", "public");
    var runner = runner(street.github().job(JOB));
    var off = Map.<String, Object>of("access", "public", "provenance", false);
    var published = publish(project(runner, "by-manifest", off, REPOSITORY));
    assertThat(published.done().err()).contains(SIGNED);
  }

  /**
   * npm verifies it first, by what the mirror says of whom to trust. The package is a new one, as
   * npm 11 would otherwise sign by itself and leave the file aside.
   */
  @Test
  void aBundleThatAnotherToolHasSignedIsTakenAsItIs() throws Exception {
    trust("signed-before");
    var runner =
        project(
            runner(street.github().job(JOB)),
            "signed-before",
            Map.of("access", "public"),
            REPOSITORY);
    runner.npm("pack").done();
    var tarball = Files.readAllBytes(runner.project().resolve("signed-before-1.1.0.tgz"));
    Files.delete(runner.project().resolve("signed-before-1.1.0.tgz"));
    var identity = Identity.of(street.github().claims(JOB));
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
    trust(name);
    street
        .runner(npm, JOB)
        .project(name, "1.0.0", Json.members("access", access))
        .npm("publish", "--registry", street.url())
        .done();
  }

  private void trust(String name) {
    street.operator().trust(name, "acme/rocket", "publish.yml", "--owner", Street.OWNER);
  }

  private Workplace runner(FakeJob job) {
    return street.workplace(npm, variables(job));
  }

  private Map<String, String> variables(FakeJob job) {
    var all = new HashMap<>(job.environment());
    all.putAll(SIGSTORE.npmVariables(folder));
    return all;
  }

  private static Workplace project(
      Workplace runner, String name, Map<String, Object> publishConfig, String repository) {
    return project(
        runner,
        Json.members("name", name, "version", "1.1.0", "publishConfig", publishConfig),
        repository);
  }

  private static Workplace project(
      Workplace runner, Map<String, Object> manifest, String repository) {
    manifest.put("repository", Json.members("type", "git", "url", "git+" + repository + ".git"));
    return runner.file("package.json", Json.write(manifest)).file("index.js", Workplace.CODE);
  }

  private Outcome published(Street there, FakeJob job, String version, String repository) {
    var manifest =
        Json.members(
            "name", "lander", "version", version, "publishConfig", Map.of("access", "public"));
    return project(there.workplace(npm, variables(job)), manifest, repository)
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
