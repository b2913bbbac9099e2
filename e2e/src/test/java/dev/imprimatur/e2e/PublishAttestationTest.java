package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** npm takes what the registry attests itself, in a log that npm trusts. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class PublishAttestationTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  PublishAttestationTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm, SigstoreSetup.of(SIGSTORE).logging());
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @Test
  void whatThisRegistryAttestsIsVerifiedAloneAndBesideProvenanceAlsoAfterARotation()
      throws InterruptedException {
    PublicRepository.trust(surroundings, "logged");
    publish("1.0.0");
    awaitAttested("1.0.0");
    requireVerified("logged@1.0.0");

    publish("1.1.0");
    awaitAttested("1.1.0");
    assertThat(attestations("1.1.0")).contains("https://slsa.dev/provenance/v1");
    surroundings.operator().run("keys", "rotate");
    requireVerified("logged@1.1.0");
    requireVerified("logged@1.0.0");
  }

  private void requireVerified(String spec) {
    assertThat(surroundings.machine(npm).consumer().audited(surroundings.url(), spec).done().out())
        .contains("1 package has a verified registry signature")
        .contains("1 package has a verified attestation");
  }

  /** The registry asks the log after it has answered the publish. */
  private void awaitAttested(String version) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!attestations(version).contains("specs/publish/v0.1")) {
      assertThat(System.nanoTime()).as("attested within %s", PATIENCE).isLessThan(deadline);
      Thread.sleep(200);
    }
  }

  private String attestations(String version) {
    var address = surroundings.server().at("/-/npm/v1/attestations/logged@" + version);
    try (var web = new Web("")) {
      return web.status(address) == 200 ? new String(web.bytes(address), UTF_8) : "";
    }
  }

  private void publish(String version) {
    PublicRepository.runner(surroundings, npm, "logged", version)
        .npm("publish", "--registry", surroundings.url())
        .done();
  }
}
