package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bundles say in different ways when they were signed. */
final class TimestampKindTest {
  private static final Instant NOW = Instant.parse("2026-11-25T08:00:00Z");
  private static final FakeSigstore SIGSTORE = FakeSigstore.start(InstantSource.fixed(NOW));
  private static final Identity JOB =
      Identity.of(
          JobClaims.of("acme/rocket", "publish.yml")
              .payload("https://token.actions.githubusercontent.com", "sigstore", NOW));
  private static final String STATEMENT =
      Statements.gitHub(Subject.of("rocket", "1.0.0", new byte[] {1}), JOB);

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  @Test
  void aTimestampBesideTheLogIsOneProofMore() throws GeneralSecurityException {
    var bundle = SIGSTORE.bundle(TimestampKind.LOGGED_WITH_TIMESTAMP, STATEMENT, JOB);
    assertThat(new Verifier(SIGSTORE.trustedRoot()).failures(bundle)).isEmpty();
    assertThat(timestamp(bundle)).contains(hexOfSignature(bundle));
  }

  @Test
  void aTimestampAloneIsOfNoLog() {
    int entries = SIGSTORE.entries();
    var bundle = SIGSTORE.bundle(TimestampKind.TIMESTAMP_ALONE, STATEMENT, JOB);
    assertThat(material(bundle)).containsEntry("tlogEntries", List.of());
    assertThat(timestamp(bundle)).contains(hexOfSignature(bundle));
    assertThat(SIGSTORE.entries()).isEqualTo(entries);
  }

  @Test
  void theSecondVersionOfTheLogSignsWithAnotherKeyAndSaysNothingOfWhen()
      throws GeneralSecurityException {
    var bundle = SIGSTORE.bundle(TimestampKind.LOGGED_IN_TILES, STATEMENT, JOB);
    var entry = Json.at(material(bundle), "tlogEntries", 0);
    assertThat(entry).doesNotContainKeys("integratedTime", "inclusionPromise");
    var checkpoint =
        Json.said(Json.at(entry, "inclusionProof", "checkpoint"), "envelope").split("\n\n", -1);
    var log = Json.at(Json.object(SIGSTORE.trustedRoot()), "tlogs", 1);
    var signed = Base64.getDecoder().decode(checkpoint[1].strip().split(" ", -1)[2]);
    var verifying = Signature.getInstance("Ed25519");
    verifying.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    Base64.getDecoder().decode(Json.said(Json.at(log, "publicKey"), "rawBytes")))));
    verifying.update((checkpoint[0] + "\n").getBytes(UTF_8));
    assertThat(verifying.verify(Arrays.copyOfRange(signed, 4, signed.length))).isTrue();
    assertThat(signed)
        .startsWith(
            Arrays.copyOf(
                Base64.getDecoder().decode(Json.said(Json.at(entry, "logId"), "keyId")), 4));
  }

  @Test
  void aTimestampOfAnotherSignatureDoesNotNameThisOne() {
    var bundle =
        SIGSTORE.bundle(
            TimestampKind.TIMESTAMP_ALONE, STATEMENT, JOB, Defect.TIMESTAMP_OF_ANOTHER_SIGNATURE);
    assertThat(timestamp(bundle)).doesNotContain(hexOfSignature(bundle));
  }

  @ParameterizedTest
  @EnumSource
  void everyFormHasTheSameStatement(TimestampKind form) {
    var envelope = Json.at(Json.object(SIGSTORE.bundle(form, STATEMENT, JOB)), "dsseEnvelope");
    assertThat(Verifier.text(Json.said(envelope, "payload"))).isEqualTo(STATEMENT);
  }

  /** The only timestamp, in hex. */
  private static String timestamp(String bundle) {
    var data = Json.at(material(bundle), "timestampVerificationData", "rfc3161Timestamps", 0);
    return HexFormat.of().formatHex(Base64.getDecoder().decode(Json.said(data, "signedTimestamp")));
  }

  /** What a timestamp must name: the SHA-256 of the signature, in an octet string. */
  private static String hexOfSignature(String bundle) {
    var signature = Json.at(Json.object(bundle), "dsseEnvelope", "signatures", 0);
    return "0420" + EcKeyPair.sha256Hex(Base64.getDecoder().decode(Json.said(signature, "sig")));
  }

  private static Map<String, Object> material(String bundle) {
    return Json.at(Json.object(bundle), "verificationMaterial");
  }
}
