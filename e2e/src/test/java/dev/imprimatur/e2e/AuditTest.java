package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever installs sees whether they got what a job has built, whatever happened in between. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class AuditTest {
  private static final String UNPROVEN = "1.0.0";
  private static final String PROVEN = "1.1.0";
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();
  static final String TAMPERED =
      "Someone might have tampered with this package since it was published on the registry!";

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;
  private final Intruder intruder;

  AuditTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm, SigstoreSetup.of(SIGSTORE));
    this.intruder = new Intruder(surroundings.operator());
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @Test
  void aScopedPackageIsVerified() {
    proven("@acme/built");
    assertThat(audited("@acme/built").done().out())
        .contains("1 package has a verified registry signature")
        .contains("1 package has a verified attestation");
  }

  @Test
  void whatWasSignedForAnotherIsInvalid() throws Exception {
    surroundings.publish("another-signature", PROVEN);
    proven("signed");
    intruder.signsAs("signed", PROVEN, "another-signature");
    requireTampered("signed", "1 package has an invalid registry signature:");
  }

  @Test
  void anotherTarballIsInvalid() throws Exception {
    surroundings.publish("another-tarball", PROVEN);
    proven("filled");
    intruder.fillsWith("filled", PROVEN, "another-tarball");
    requireTampered("filled", "1 package has an invalid registry signature:");
  }

  @Test
  void whatAFormerKeyHasSignedIsVerifiedBesideWhatTheNewOneHas() {
    proven("before");
    int keys = keys();
    surroundings.operator().run("keys", "rotate");
    proven("after");
    assertThat(keys()).isEqualTo(keys + 1);
    assertThat(audited("before", "after").done().out())
        .contains("2 packages have verified registry signatures")
        .contains("2 packages have verified attestations");
  }

  /** The log of the job is all that its author sees. */
  @Test
  void aJobThatNamesAnotherRepositoryReadsWhatIsWrong() {
    var refused = publishing("misnamed", "https://github.com/acme/rubble").refused();
    assertThat(refused.err())
        .contains("422 Unprocessable Entity - PUT " + surroundings.url() + "misnamed - ")
        .contains("Failed to validate repository information: package.json: \"repository.url\" is")
        .contains("acme/rubble")
        .contains("expected to match \"" + PublicRepository.URL + "\" from provenance");
    assertThat(new Web("").status(surroundings.server().at("/misnamed/" + UNPROVEN)))
        .isEqualTo(200);
    assertThat(new Web("").status(surroundings.server().at("/misnamed/" + PROVEN))).isEqualTo(404);
  }

  private void requireTampered(String name, String words) {
    var audited = audited(name);
    assertThat(audited.exit()).as("%s", audited).isEqualTo(1);
    assertThat(audited.out())
        .contains(words)
        .contains(name + "@")
        .contains(TAMPERED)
        .doesNotContain("verified");
  }

  /** Somebody who has never had any of it installs it and checks it. */
  private Outcome audited(String... packages) {
    return surroundings.machine(npm).consumer().audited(surroundings.url(), packages);
  }

  /** Publishes it from a job, which signs it. */
  private void proven(String name) {
    assertThat(publishing(name, PublicRepository.URL).done().err())
        .contains("Signed provenance statement");
  }

  /** It takes a version before, as npm signs nothing by itself that is not there yet. */
  private Outcome publishing(String name, String repository) {
    surroundings.publish(name, UNPROVEN);
    PublicRepository.trust(surroundings, name);
    return surroundings
        .runner(npm, PublicRepository.JOB)
        .project(name, PROVEN, ClientMachine.PUBLIC, repository)
        .npm("publish", "--registry", surroundings.url());
  }

  private int keys() {
    var keys = new Web("").json(surroundings.server().at("/-/npm/v1/keys")).at("keys");
    return keys.value() instanceof List<?> all ? all.size() : 0;
  }
}
