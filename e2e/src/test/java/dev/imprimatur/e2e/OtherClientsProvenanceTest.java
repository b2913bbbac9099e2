package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/** A job publishes with yarn or pnpm, each of which has its own mind on when to sign. */
@ExtendWith(E2eEnvironments.OfClass.class)
@Order(3)
final class OtherClientsProvenanceTest {
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();
  private static final PublicGitLab GITLAB = new PublicGitLab();

  private final E2eEnvironment surroundings;

  /** The package of one test. */
  private String name = "";

  OtherClientsProvenanceTest(E2eEnvironments environments) {
    surroundings = environments.only(OtherClientsProvenanceTest::surroundings);
  }

  private static E2eEnvironment surroundings(Path folder) {
    // yarn asks GitHub for a token with the port in its audience.
    var setup = SigstoreSetup.of(SIGSTORE).with(Imprimatur.LISTEN, Server.freeAddress());
    return GITLAB.surroundings(folder, setup);
  }

  @BeforeEach
  void trust(TestInfo test) {
    name = "@acme/" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    PublicRepository.trust(surroundings, name);
  }

  @AfterAll
  static void close() {
    try (SIGSTORE;
        GITLAB) {
      // Both end here.
    }
  }

  @Test
  void aJobOfGitHubSignsWithYarnWhenItIsToldTo() throws Exception {
    assertThat(yarn(yarnProject(gitHub(), "1.0.0"), "--provenance").done().out())
        .contains("Generating provenance statement because the --provenance flag is set");

    var bundle = Provenance.stored(surroundings.operator(), name, "1.0.0").orElseThrow();
    assertThat(bundle.signer(SIGSTORE.authority())).isEqualTo(PublicRepository.SIGNER);
    var subject = Subject.of(name, "1.0.0", tarball("1.0.0"));
    var identity = Identity.of(surroundings.github().claims(PublicRepository.JOB));
    assertThat(Json.object(bundle.statement()))
        .isEqualTo(Json.object(Statements.gitHub(subject, identity)));
    requireVerified();
  }

  @Test
  void aJobOfGitLabSignsWithYarnWhenItIsToldToAndHasATokenForThat() throws Exception {
    GITLAB.trust(surroundings, name);
    var config = ClientMachine.PUBLIC;
    var repository = GITLAB.repository();

    var without = yarnProject(GITLAB.job()).project(name, "1.0.0", config, repository);
    assertThat(yarn(without, "--provenance").refused().out())
        .contains("requires \"SIGSTORE_ID_TOKEN\" with \"sigstore\" audience");
    assertAbsent("1.0.0");
    var signing = yarnProject(GITLAB.signingJob()).project(name, "1.0.0", config, repository);
    yarn(signing, "--provenance").done();
    assertThat(Provenance.stored(surroundings.operator(), name, "1.0.0")).isPresent();
    requireVerified();
  }

  @Test
  void yarnSignsNothingUntold() throws Exception {
    unsigned("1.0.0", () -> yarn(yarnProject(gitHub(), "1.0.0")));
    unsigned("1.1.0", () -> yarn(yarnProject(gitHub(), "1.1.0")));
  }

  @Test
  void yarnHeedsItsFlagThenTheManifestThenItsSetting() throws Exception {
    var on = gitHub().with("YARN_NPM_PUBLISH_PROVENANCE", "true");
    signed("1.0.0", () -> yarn(yarnProject(on, "1.0.0")));
    var off = Map.<String, Object>of("access", "public", "provenance", false);
    unsigned("1.1.0", () -> yarn(yarnProject(on, "1.1.0", off)));
    var manifest = Map.<String, Object>of("access", "public", "provenance", true);
    signed("1.2.0", () -> yarn(yarnProject(gitHub(), "1.2.0", manifest)));
    unsigned("1.3.0", () -> yarn(yarnProject(on, "1.3.0", manifest), "--no-provenance"));
  }

  /**
   * Address and first root of its metadata are built into the program, which runs in no node: there
   * is no way to another instance, and without the public one nothing is published.
   */
  @Test
  void pnpmSignsByItselfWithThePublicSigstoreAlone() throws Exception {
    try (var proxy = BlockingProxy.open()) {
      unsigned("1.0.0", () -> pnpm(proxy, gitHub(), "1.0.0"));
      assertThat(proxy.asked()).isEmpty();
      cannotSign("1.1.0", proxy);
    }
  }

  @Test
  void pnpmSignsTheFirstVersionToldToWithThePublicSigstoreAlone() {
    try (var proxy = BlockingProxy.open()) {
      cannotSign("1.0.0", proxy, "--provenance");
    }
  }

  @Test
  void pnpmSignsNothingOfAPrivateRepositoryOrWhenItIsToldNotTo() throws Exception {
    try (var proxy = BlockingProxy.open()) {
      unsigned("1.0.0", () -> pnpm(proxy, gitHub(), "1.0.0"));
      var hidden = surroundings.github().job(PublicRepository.JOB.visibility("private"));
      unsigned("1.1.0", () -> pnpm(proxy, hidden, "1.1.0"));
      unsigned("1.2.0", () -> pnpm(proxy, gitHub(), "1.2.0", "--no-provenance"));
      assertThat(proxy.asked()).isEmpty();
    }
  }

  /** It would have to ask whom to trust with it, and by what it has built in it would not hold. */
  @Test
  void pnpmAuditsSignaturesAndNoProvenance() throws Exception {
    signed("1.0.0", () -> yarn(yarnProject(gitHub(), "1.0.0"), "--provenance"));
    try (var proxy = BlockingProxy.open()) {
      var machine =
          pnpmMachine(proxy, Map.of())
              .file("package.json", "{\"name\": \"consumer\", \"version\": \"1.0.0\"}")
              .file("pnpm-workspace.yaml", "minimumReleaseAge: 0\n");
      machine.npm("add", name).done();
      assertThat(machine.npm("audit", "signatures").done().toString())
          .contains("verified registry signature")
          .doesNotContain("attestation");
      assertThat(proxy.asked()).isEmpty();
    }
  }

  private void cannotSign(String version, BlockingProxy proxy, String... flags) {
    assertThat(pnpm(proxy, gitHub(), version, flags).refused().err())
        .contains("ERR_PNPM_PROVENANCE_SIGN");
    assertThat(proxy.asked()).isNotEmpty().containsOnly("tuf-repo-cdn.sigstore.dev:443");
    assertAbsent(version);
  }

  private interface Publish {
    Outcome run();
  }

  private void signed(String version, Publish publish) throws Exception {
    publish.run().done();
    assertThat(Provenance.stored(surroundings.operator(), name, version)).isPresent();
  }

  private void unsigned(String version, Publish publish) throws Exception {
    int entries = SIGSTORE.entries();
    publish.run().done();
    assertThat(SIGSTORE.entries()).isEqualTo(entries);
    assertThat(Provenance.stored(surroundings.operator(), name, version)).isEmpty();
  }

  private void assertAbsent(String version) {
    var address = surroundings.server().at("/%s/%s".formatted(name, version));
    assertThat(new Web("").status(address)).isEqualTo(404);
  }

  private FakeJob gitHub() {
    return surroundings.github().job(PublicRepository.JOB);
  }

  private ClientMachine yarnProject(FakeJob job) {
    return surroundings
        .machine(Clients.orSkip(Clients.yarn()), job.environment())
        .file("yarn.lock", "")
        .file(".yarnrc.yml", surroundings.yarnSettings());
  }

  private ClientMachine yarnProject(FakeJob job, String version) {
    return yarnProject(job, version, ClientMachine.PUBLIC);
  }

  private ClientMachine yarnProject(
      FakeJob job, String version, Map<String, Object> publishConfig) {
    return yarnProject(job).project(name, version, publishConfig, PublicRepository.URL);
  }

  private static Outcome yarn(ClientMachine runner, String... flags) {
    runner.npm("install", "--mode=skip-build").done();
    return runner.npm(words(List.of("npm", "publish"), flags));
  }

  private Outcome pnpm(BlockingProxy proxy, FakeJob job, String version, String... flags) {
    return pnpmMachine(proxy, job.environment())
        .project(name, version, ClientMachine.PUBLIC, PublicRepository.URL)
        .npm(words(List.of("publish", "--no-git-checks"), flags));
  }

  private ClientMachine pnpmMachine(BlockingProxy proxy, Map<String, String> variables) {
    var all = new HashMap<>(variables);
    all.putAll(proxy.variables());
    return surroundings
        .machine(Clients.orSkip(Clients.pnpm()), all)
        .file(".npmrc", "registry=" + surroundings.url() + "\n");
  }

  private static String[] words(List<String> command, String... flags) {
    var all = new ArrayList<>(command);
    all.addAll(List.of(flags));
    return all.toArray(String[]::new);
  }

  /**
   * Somebody who has never had any of it installs it and checks it; neither program checks this.
   */
  private void requireVerified() {
    var npm = Clients.newest();
    npm.orSkip();
    var machine = surroundings.machine(npm).consumer();
    assertThat(machine.audited(surroundings.url(), name).done().out())
        .contains("1 package has a verified attestation");
  }

  private byte[] tarball(String version) {
    return new Web("")
        .bytes(
            surroundings
                .server()
                .at(
                    "/%s/-/%s-%s.tgz"
                        .formatted(name, name.substring(name.indexOf('/') + 1), version)));
  }
}
