package dev.imprimatur.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.testkit.ci.GitHub;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TamperingTest {
  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM);
  private final String token = github.sign(JobClaims.of("acme/rocket", "publish.yml"));
  private final String other = github.sign(JobClaims.of("acme/probe", "publish.yml"));

  @BeforeAll
  void bothAreGenuine() throws Exception {
    assertThat(Verification.accepts(github.keySetJson(), token)).isTrue();
    assertThat(Verification.accepts(github.keySetJson(), other)).isTrue();
  }

  @AfterAll
  void close() {
    github.close();
  }

  @Test
  void aFlippedBitBreaksTheSignature() throws Exception {
    var tampered = Tampering.signatureBitFlipped(token);

    assertThat(tampered).hasSameSizeAs(token);
    assertThat(parts(tampered).subList(0, 2)).isEqualTo(parts(token).subList(0, 2));
    assertThat(Verification.accepts(github.keySetJson(), tampered)).isFalse();
  }

  @Test
  void partsOfTwoGenuineTokensMakeNone() throws Exception {
    var signatureSwapped = Tampering.signatureSwapped(token, other);
    var payloadSwapped = Tampering.payloadSwapped(token, other);

    assertThat(parts(signatureSwapped))
        .containsExactly(parts(token).get(0), parts(token).get(1), parts(other).get(2));
    assertThat(parts(payloadSwapped))
        .containsExactly(parts(token).get(0), parts(other).get(1), parts(token).get(2));
    assertThat(Verification.accepts(github.keySetJson(), signatureSwapped)).isFalse();
    assertThat(Verification.accepts(github.keySetJson(), payloadSwapped)).isFalse();
  }

  @Test
  void otherSpellingsOfASignatureHaveItsBytes() {
    var padded = Tampering.signaturePadded(token);
    var uncanonical = Tampering.signatureUncanonical(token);
    var standard = Tampering.signatureInStandardAlphabet(token);

    assertThat(List.of(padded, uncanonical, standard)).doesNotContain(token);
    assertThat(padded).isEqualTo(token + "==");
    assertThat(Base64.getUrlDecoder().decode(parts(uncanonical).get(2))).isEqualTo(signature());
    assertThat(Base64.getDecoder().decode(parts(standard).get(2))).isEqualTo(signature());
  }

  @Test
  void aSignatureWithoutUnusedBitsHasOneSpelling() {
    var whole = Forgery.compact(new byte[1], new byte[1], Signer.fixed(new byte[3]));

    assertThatThrownBy(() -> Tampering.signatureUncanonical(whole))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(Tampering.signaturePadded(whole)).isEqualTo(whole);
  }

  @Test
  void partsCanBeTooFewOrTooMany() {
    assertThat(Tampering.payloadDetached(token))
        .isEqualTo(parts(token).get(0) + ".." + parts(token).get(2));
    assertThat(parts(Tampering.lengthenedTo(4, token))).hasSize(4);
    assertThat(parts(Tampering.lengthenedTo(5, token))).hasSize(5);
  }

  private byte[] signature() {
    return Base64.getUrlDecoder().decode(parts(token).get(2));
  }

  private static List<String> parts(String token) {
    return List.of(token.split("\\.", -1));
  }
}
