package dev.imprimatur.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.sigstore.Fixtures.Fixture;
import dev.imprimatur.sigstore.Verification.Verified;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** One bit of a good bundle changes, wherever it is: then it proves nothing any more. */
class BitFlipTest {
  private static final String MATERIAL = "verificationMaterial.";
  private static final String ENTRY = MATERIAL + "tlogEntries.0.";
  private static final String PROOF = ENTRY + "inclusionProof.";
  private static final String CHECKPOINT = PROOF + "checkpoint.envelope";

  /**
   * Every so many bits; a prime, so that each bit of a byte has its turn. {@code -Dflips.every=1}
   * flips them all, which takes some 20 minutes.
   */
  private static final int STRIDE = Integer.getInteger("flips.every", 41);

  /** The same for the note, which is short, and of which a reader might pass over parts. */
  private static final int NOTE_STRIDE = Math.min(STRIDE, 11);

  /** The shortest of the bundles has more bits than this. */
  private static final int BITS_MIN = 13_000;

  private static final List<String> BASE64 =
      Stream.concat(
              Stream.of(
                  "dsseEnvelope.payload",
                  "dsseEnvelope.signatures.0.sig",
                  MATERIAL + "certificate.rawBytes",
                  MATERIAL + "x509CertificateChain.certificates.0.rawBytes",
                  MATERIAL + "x509CertificateChain.certificates.1.rawBytes",
                  MATERIAL + "timestampVerificationData.rfc3161Timestamps.0.signedTimestamp",
                  ENTRY + "canonicalizedBody",
                  ENTRY + "logId.keyId",
                  ENTRY + "inclusionPromise.signedEntryTimestamp",
                  PROOF + "rootHash"),
              Stream.iterate(0, i -> i < 32, i -> i + 1).map(i -> PROOF + "hashes." + i))
          .toList();

  static final List<String> GOOD =
      List.of(
          "real/npm-sigstore-5.0.0.json#0",
          "real/npm-sigstore-5.0.0.json#1",
          "real/npm-gundam-visor-1.0.1.json#1",
          "real/npm-sigstore-1.3.0-provenance.json",
          "real/npm-sigstore-2.0.0-provenance.json",
          "real/rekor-v2-dsse-tsa.json",
          "real/github-private-no-tlog.json",
          "private-instance/gitlab-valid.json");

  @ParameterizedTest
  @FieldSource("GOOD")
  void noBundleHoldsWithOneBitChanged(String name) {
    var good = Fixtures.of(name);
    int tried = 0;
    for (var path : BASE64) {
      var text = BundleEdits.text(good.bundle(), path).filter(each -> !each.isEmpty());
      if (text.isPresent()) {
        tried += flipBase64(good, path, Bytes.ofBase64(text.get(), path));
      }
    }
    tried += flipText(good);
    assertThat(tried).isGreaterThan(BITS_MIN / STRIDE);
  }

  @Test
  void theUnchangedOnesHold() {
    for (var name : GOOD) {
      var good = Fixtures.of(name);
      assertThat(good.verifier().verify(good.bundle())).isInstanceOf(Verified.class);
    }
  }

  private static int flipBase64(Fixture good, String path, Bytes bytes) {
    int tried = 0;
    for (int bit = 0; bit < bytes.length() * 8; bit += STRIDE) {
      var bad = BundleEdits.with(good.bundle(), path, BundleEdits.flipped(bytes, bit).base64());
      holdsNot(good, bad, path, bit);
      tried++;
    }
    return tried;
  }

  /** A checkpoint is text; what is no UTF-8 any more could not have come as JSON. */
  private static int flipText(Fixture good) {
    var note = BundleEdits.text(good.bundle(), CHECKPOINT).orElse("");
    int tried = 0;
    for (int bit = 0; bit < Bytes.ofUtf8(note).length() * 8; bit += NOTE_STRIDE) {
      var changed = BundleEdits.flipped(Bytes.ofUtf8(note), bit).utf8();
      holdsNot(good, BundleEdits.with(good.bundle(), CHECKPOINT, changed), CHECKPOINT, bit);
      tried++;
    }
    return tried;
  }

  private static void holdsNot(Fixture good, String bad, String path, int bit) {
    assertThat(good.verifier().verify(bad))
        .as("bit %d of %s", bit, path)
        .isInstanceOf(Verification.Refused.class);
  }
}
