package dev.imprimatur.sigstore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.bundle.Reason;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.sigstore.Fixtures.Fixture;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Verified;
import dev.imprimatur.sigstore.Verifier.Thresholds;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real bundles of every age, and such as were tampered with one at a time. */
class VerifierTest {
  /** The checks that other verifiers name, and ours; what several would find, one finds first. */
  private static final Map<String, Set<Reason>> CHECKS =
      Map.ofEntries(
          Map.entry("MALFORMED", Set.of(Reason.MALFORMED)),
          Map.entry("CONTENT", Set.of(Reason.CONTENT)),
          Map.entry("MEDIA_TYPE", Set.of(Reason.MEDIA_TYPE)),
          Map.entry(
              "TLOG",
              Set.of(
                  Reason.LOG,
                  Reason.LOG_ENTRY,
                  Reason.LOG_PROOF,
                  Reason.LOG_BODY,
                  Reason.MALFORMED)),
          Map.entry("TLOG_BODY", Set.of(Reason.LOG_BODY)),
          Map.entry("TLOG_PROOF", Set.of(Reason.LOG_PROOF)),
          Map.entry("TLOG_CHECKPOINT", Set.of(Reason.LOG_CHECKPOINT)),
          Map.entry("TIMESTAMP", Set.of(Reason.TIMESTAMP)),
          Map.entry("CERTIFICATE", Set.of(Reason.CERTIFICATE, Reason.CERTIFICATE_LOG)),
          Map.entry("PUBLIC_KEY", Set.of(Reason.PUBLIC_KEY)),
          Map.entry("SIGNATURE", Set.of(Reason.SIGNATURE, Reason.CONTENT)));

  static List<Fixture> fixtures() {
    return Fixtures.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyBundleGetsTheVerdictThatIsKnown(Fixture fixture) {
    switch (fixture.verifier().verify(fixture.bundle())) {
      case Verified verified -> {
        assertThat(fixture.isValid()).as("valid").isTrue();
        saysWhatIsKnown(verified, fixture);
      }
      case Refused(var reason, var why) -> {
        assertThat(fixture.isValid()).as("valid, but: %s %s", reason, why).isFalse();
        var check = fixture.expected().text("failedCheck").orElseThrow();
        assertThat(CHECKS.get(check)).as(why).contains(reason);
      }
    }
  }

  private static void saysWhatIsKnown(Verified verified, Fixture fixture) {
    var expected = fixture.expected();
    assertThat(verified.statement().predicateType())
        .isEqualTo(expected.text("predicateType").orElseThrow());
    assertThat(verified.signedAt())
        .isEqualTo(Instant.parse(expected.text("signedAt").orElseThrow()));
    expected
        .object("extensions")
        .ifPresent(extensions -> {
          var said = new LinkedHashMap<Integer, String>();
          extensions
              .members()
              .forEach((number, value) -> {
                if (Integer.parseInt(number) >= 8) {
                  said.put(Integer.valueOf(number), text(value));
                }
              });
          assertThat(verified.identity().orElseThrow().extensions()).isEqualTo(said);
        });
    expected
        .text("san")
        .ifPresent(san -> assertThat(verified.identity().orElseThrow().subject()).isEqualTo(san));
    expected
        .object("subject")
        .flatMap(subject -> subject.text("name"))
        .ifPresent(
            name -> assertThat(verified.statement().subjects().getFirst().name()).isEqualTo(name));
  }

  private static String text(JsonValue value) {
    return value instanceof JsonText(var text) ? text : "";
  }

  /** What one log says twice is still the word of one. */
  @Test
  void whoSaysWhenCountsOnce() {
    var good = Fixtures.of("private-instance/github-valid.json");
    var root = Fixtures.root(good.root());
    var twice = BundleEdits.twice(good.bundle(), "verificationMaterial.tlogEntries");
    var one = new Verifier(root, new Thresholds(1, 1, 1), KnownKeys.NONE);
    var two = new Verifier(root, new Thresholds(1, 1, 2), KnownKeys.NONE);

    assertThat(one.verify(twice)).isInstanceOf(Verified.class);
    assertThat(two.verify(twice))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.TIMESTAMP));
  }

  /** A fuzzer found that it became an error of ours. */
  @Test
  void anEntryFromBeyondAllCalendarsIsRefused() {
    var good = Fixtures.of("private-instance/github-valid.json");
    var late = Long.toString(Instant.MAX.getEpochSecond() + 1);
    var bundle =
        BundleEdits.with(good.bundle(), "verificationMaterial.tlogEntries.0.integratedTime", late);
    assertThat(good.verifier().verify(bundle))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
  }
}
