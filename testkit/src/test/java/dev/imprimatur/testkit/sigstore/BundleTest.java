package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitLab;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bundles are good unless they are told what is wrong with them, and then it is only that. */
final class BundleTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
  private static final FakeSigstore SIGSTORE = FakeSigstore.start(InstantSource.fixed(NOW));
  private static final Subject SUBJECT = Subject.of("@acme/rocket", "1.0.0", new byte[] {1, 2, 3});
  private static final Identity JOB = identity();
  private static final String STATEMENT = Statements.gitHub(SUBJECT, JOB);

  private final Verifier verifier = new Verifier(SIGSTORE.trustedRoot());

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  private static Identity identity() {
    var claims = JobClaims.of("acme/rocket", "publish.yml").visibility("public");
    return Identity.of(
        claims.payload("https://token.actions.githubusercontent.com", "sigstore", NOW));
  }

  @Test
  void everyBundleOfAGrowingLogIsGood() throws GeneralSecurityException {
    for (int entry = 0; entry < 9; entry++) {
      assertThat(verifier.failures(SIGSTORE.bundle(STATEMENT, JOB))).isEmpty();
    }
  }

  @Test
  void theCertificateSaysWhatTheTokenSays() throws GeneralSecurityException {
    var certificate = certificate(SIGSTORE.bundle(STATEMENT, JOB));
    assertThat(certificate.getNotBefore()).isEqualTo(NOW);
    assertThat(certificate.getNotAfter()).isEqualTo(NOW.plusSeconds(600));
    assertThat(certificate.getSubjectX500Principal().getName()).isEmpty();
    assertThat(certificate.getSubjectAlternativeNames().iterator().next().get(1))
        .isEqualTo("https://github.com/acme/rocket/.github/workflows/publish.yml@refs/heads/main");
    assertThat(certificate.getCriticalExtensionOIDs()).contains("2.5.29.17");
    assertThat(said(certificate.getExtensionValue("1.3.6.1.4.1.57264.1.12"), 4))
        .isEqualTo("https://github.com/acme/rocket");
    assertThat(said(certificate.getExtensionValue("1.3.6.1.4.1.57264.1.5"), 2))
        .as("without DER in it")
        .isEqualTo("acme/rocket");
  }

  @Test
  void aJobOfGitLabIsNamedByItsProjectAndItsFile() {
    var claims = GitLab.push("acme/rocket").payload("https://gitlab.com", "sigstore", NOW);
    var job = Identity.of(claims);
    assertThat(job.name())
        .isEqualTo("https://gitlab.com/acme/rocket//.gitlab-ci.yml@refs/heads/main")
        .isEqualTo(job.said(Identity.BUILD_CONFIG));
    assertThat(job.said(Identity.SOURCE_REPOSITORY)).isEqualTo("https://gitlab.com/acme/rocket");
    assertThat(job.said(Identity.SOURCE_REPOSITORY_REF)).isEqualTo("refs/heads/main");
    assertThat(job.said(Identity.RUN_INVOCATION))
        .startsWith("https://gitlab.com/acme/rocket/-/jobs/");
    assertThat(job.extensions()).doesNotContainKeys(2, 3, 4, 5, 6);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "TIMESTAMP.*")
  void oneDefectIsOneDefect(Defect defect) throws GeneralSecurityException {
    var bundle = SIGSTORE.bundle(STATEMENT, JOB, defect);
    assertThat(verifier.failures(bundle)).isEqualTo(expected(defect));
    assertThat(statement(bundle).equals(STATEMENT))
        .as("only a wrong statement is another one")
        .isEqualTo(
            !(defect.fault() instanceof Fault.InStatement) && defect != Defect.PAYLOAD_ALTERED);
  }

  /** What a verifier that knows only of cryptography finds. */
  private static Set<String> expected(Defect defect) {
    return switch (defect) {
      case PROMISE_FORGED, PROMISE_MISSING -> Set.of("promise");
      // The authority's key is in what the log has signed.
      case CERTIFICATE_OF_ANOTHER_AUTHORITY -> Set.of("path", "promise");
      case CERTIFICATE_EXPIRED, CERTIFICATE_NOT_YET_VALID -> Set.of("path");
      case KEY_NOT_CERTIFIED, PAYLOAD_ALTERED -> Set.of("signature");
      case ENTRY_OF_ANOTHER_SIGNATURE -> Set.of("entry of another signature");
      case ENTRY_MISSING -> Set.of("entry missing");
      case ENTRY_OF_UNKNOWN_LOG -> Set.of("log", "entry promise");
      case ENTRY_PROMISE_MISSING, ENTRY_PROMISE_ALTERED, ENTRY_TIME_ALTERED ->
          Set.of("entry promise");
      case PROOF_HASH_ALTERED, PROOF_HASH_MISSING -> Set.of("proof");
      case PROOF_MISSING -> Set.of("proof missing");
      case PROOF_TREE_SIZE_ALTERED -> Set.of("proof", "checkpoint of another tree");
      case CHECKPOINT_ALTERED -> Set.of("checkpoint");
      case CHECKPOINT_OF_ANOTHER_TREE -> Set.of("checkpoint of another tree");
      case KEY_ID_SET -> Set.of("key id");
      case TWO_SIGNATURES, NO_SIGNATURE -> Set.of("signatures");
      case PAYLOAD_TYPE_ALTERED -> Set.of("payload type", "signature");
      case MEDIA_TYPE_UNKNOWN -> Set.of("media type");
      case CHAIN_IN_BUNDLE -> Set.of("certificate missing");
      default -> Set.of();
    };
  }

  @Test
  void aPublishAttestationNamesTheKeyOfTheRegistry() {
    var key = EcKeyPair.p256(new SecureRandom());
    var bundle =
        Json.object(SIGSTORE.publishAttestation(SUBJECT, "https://registry.example", key.pair()));
    var hint = Json.at(bundle, "verificationMaterial", "publicKey").get("hint");
    assertThat(Json.at(bundle, "dsseEnvelope", "signatures", 0)).containsEntry("keyid", hint);
    assertThat(statement(Json.text(bundle))).contains("pkg:npm/%40acme/rocket@1.0.0");
  }

  private static X509Certificate certificate(String bundle) throws GeneralSecurityException {
    var material = Json.at(Json.object(bundle), "verificationMaterial", "certificate");
    return Verifier.certificate(Json.said(material, "rawBytes"));
  }

  private static String statement(String bundle) {
    return Verifier.text(Json.said(Json.at(Json.object(bundle), "dsseEnvelope"), "payload"));
  }

  /** What is in an extension behind so many bytes of headers. */
  private static String said(byte @Nullable [] value, int headers) {
    if (value == null) {
      throw new AssertionError("there is no such extension");
    }
    return new String(value, headers, value.length - headers, UTF_8);
  }
}
