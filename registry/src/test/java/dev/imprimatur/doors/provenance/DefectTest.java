package dev.imprimatur.doors.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.sigstore.Defect;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import dev.imprimatur.testkit.sigstore.Identity;
import dev.imprimatur.testkit.sigstore.Statements;
import dev.imprimatur.testkit.sigstore.Subject;
import dev.imprimatur.testkit.sigstore.TimestampKind;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What can be wrong with a bundle. One registry sees all of it: each defect has a package of its
 * own, of which there is nothing until a good bundle comes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DefectTest {
  private static final JobClaims JOB = TestRegistry.job("acme/rocket").visibility("public");

  private final TestRegistry registry = TestRegistry.start();
  private final FakeSigstore sigstore = FakeSigstore.start(registry.clock());

  @BeforeAll
  void trust() {
    registry.rootFile("acme.json", sigstore.trustedRoot());
    registry.rootFile(
        "acme.yaml", "issuers:\n  %s: github\n".formatted(registry.github().issuer()));
    registry.addUser("alice", false);
  }

  @AfterAll
  void close() {
    sigstore.close();
    registry.close();
  }

  private String document(TestPackage wanted, TimestampKind form, Defect... wrong) {
    var signer =
        Identity.of(
            JOB.payload(registry.github().issuer(), "sigstore", registry.clock().instant()));
    var subject = Subject.of(wanted.name(), wanted.version(), wanted.tarball());
    return wanted.documentWith(
        sigstore.bundle(form, Statements.gitHub(subject, signer), signer, wrong));
  }

  /** The raw scope needs a scope; the rules of a subject are shown apart. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SUBJECT_WITH_RAW_SCOPE")
  @Covers({"A08", "A09"})
  void everyDefectIsRefusedAndNothingIsPublished(Defect defect) {
    var name = "rocket-" + defect.name().toLowerCase(Locale.ROOT).replace('_', '-');
    var wanted = TestPackage.of(name, "1.0.0").member("repository", new JsonText("acme/rocket"));
    registry.pending(name, TestRegistry.workflow("acme/rocket"), "alice");
    var job = registry.with(registry.minted(name, JOB));
    long versions = registry.rows("version");
    long packages = registry.rows("package");

    var form =
        defect.name().startsWith("TIMESTAMP")
            ? TimestampKind.LOGGED_WITH_TIMESTAMP
            : TimestampKind.LOGGED;
    var answer = job.put(wanted.path(), document(wanted, form, defect));
    assertThat(answer.status()).as(answer.text()).isEqualTo(422);
    assertThat(answer.problem()).isEqualTo("provenance-refused");
    assertThat(answer.message()).startsWith("Error verifying sigstore provenance bundle: ");
    assertThat(registry.rows("version")).isEqualTo(versions);
    assertThat(registry.rows("package")).isEqualTo(packages);
    // What was refused has used nothing up: the same job may go on.
    assertThat(job.put(wanted.path(), document(wanted, TimestampKind.LOGGED)).status())
        .isEqualTo(201);
  }
}
