package dev.imprimatur.sigstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.sigstore.Fixtures.Fixture;
import dev.imprimatur.sigstore.Verification.Refused;
import dev.imprimatur.sigstore.Verification.Verified;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * What a bundle can make the registry do: signatures are counted, as time is not the same twice.
 */
@Isolated("adds a security provider to the process")
class EffortTest {
  private static final int EACH_MAX = 8;
  private static final int LINES_MAX = 62;
  private static final Fixture LOGGED = Fixtures.of("private-instance/github-valid.json");
  private static final Fixture STAMPED = Fixtures.of("real/rekor-v2-dsse-tsa.json");
  private static final String MATERIAL = "verificationMaterial";
  private static final String CHECKPOINT =
      MATERIAL + ".tlogEntries.0.inclusionProof.checkpoint.envelope";

  private static final Counting COUNTING = new Counting();

  @BeforeAll
  static void count() {
    Security.insertProviderAt(COUNTING, 1);
  }

  @AfterAll
  static void leave() {
    Security.removeProvider(COUNTING.getName());
  }

  /** The log's promise, its checkpoint, the certificate log's promise, and the payload. */
  @Test
  void aBundleTakesFourSignatures() {
    assertThat(signatures(LOGGED, LOGGED.bundle(), Verified.class)).isEqualTo(4);
  }

  @Test
  void anEntryMoreTakesTwoMoreHoweverManyLinesItHas() {
    var note = BundleEdits.text(LOGGED.bundle(), CHECKPOINT).orElseThrow();
    var line = note.substring(note.indexOf("\n\n") + 2);
    var crowded = BundleEdits.with(LOGGED.bundle(), CHECKPOINT, note + line.repeat(LINES_MAX - 1));
    assertThat(signatures(LOGGED, crowded, Verified.class)).isEqualTo(4);

    var full = often(crowded, "", "tlogEntries");
    assertThat(signatures(LOGGED, full, Verified.class)).isEqualTo(4 + 2 * (EACH_MAX - 1));
  }

  @Test
  void aTimestampMoreTakesOneMore() {
    var base = signatures(STAMPED, STAMPED.bundle(), Verified.class);
    var full = often(STAMPED.bundle(), "timestampVerificationData", "rfc3161Timestamps");
    assertThat(signatures(STAMPED, full, Verified.class)).isEqualTo(base + EACH_MAX - 1);
  }

  /** Otherwise a bundle could have hundreds of signatures verified. */
  @Test
  void aLogSignsACheckpointOnceAndItsFirstSignatureCounts() {
    var note = BundleEdits.text(LOGGED.bundle(), CHECKPOINT).orElseThrow().stripTrailing();
    int signature = note.lastIndexOf(' ') + 1;
    var right = Bytes.ofBase64(note.substring(signature), "the signature");
    var wrong = BundleEdits.flipped(right, 8 * right.length() - 1);
    var line = note.substring(note.lastIndexOf('\n') + 1, signature);
    var before = note.substring(0, note.lastIndexOf('\n') + 1);

    var wrongFirst = before + line + wrong.base64() + "\n" + line + right.base64() + "\n";
    assertThat(LOGGED.verifier().verify(BundleEdits.with(LOGGED.bundle(), CHECKPOINT, wrongFirst)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.LOG_CHECKPOINT));
    var rightFirst = before + line + right.base64() + "\n" + line + wrong.base64() + "\n";
    assertThat(LOGGED.verifier().verify(BundleEdits.with(LOGGED.bundle(), CHECKPOINT, rightFirst)))
        .isInstanceOf(Verified.class);
  }

  /**
   * Whoever has such a key certified would make each of their bundles cost a hundred times as much.
   */
  @Test
  void aKeyWithAnExponentAsLongAsItselfIsNotUsed() throws GeneralSecurityException {
    var modulus = BigInteger.ONE.shiftLeft(2047).setBit(0);
    assertThat(VerifyingKey.of(rsa(modulus, BigInteger.valueOf(65_537))).algorithm())
        .isEqualTo("SHA256withRSA");
    var key = rsa(modulus, BigInteger.ONE.shiftLeft(2046).setBit(0));
    assertThatExceptionOfType(Refusal.class).isThrownBy(() -> VerifyingKey.of(key));
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent)
      throws GeneralSecurityException {
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  /** How many are verified for a verdict; the JDK remembers which certificate held. */
  private static int signatures(
      Fixture fixture, String bundle, Class<? extends Verification> verdict) {
    var verifier = fixture.verifier();
    verifier.verify(fixture.bundle());
    Counting.VERIFIED.set(0);
    assertThat(verifier.verify(bundle)).isInstanceOf(verdict);
    return Counting.VERIFIED.get();
  }

  /** Lets the first of a list stand there as often as it may; the list is perhaps in a member. */
  private static String often(String bundle, String member, String list) {
    var json = Json.readOwn(bundle);
    var material = json.object(MATERIAL).orElseThrow();
    var holder = member.isEmpty() ? material : material.object(member).orElseThrow();
    var first = holder.array(list).orElseThrow().items().getFirst();
    var full = holder.but().and(list, new JsonArray(Collections.nCopies(EACH_MAX, first))).build();
    JsonObject changed = member.isEmpty() ? full : material.but().and(member, full).build();
    return Json.text(json.but().and(MATERIAL, changed).build());
  }

  /** The JDK's own algorithms, with a count for each thread. */
  private static final class Counting extends Provider {
    private static final long serialVersionUID = 1;
    private static final ThreadLocal<Integer> VERIFIED = ThreadLocal.withInitial(() -> 0);

    Counting() {
      super("Counting", "1", "Counts what is verified");
      for (var algorithm :
          List.of("SHA256withECDSA", "SHA384withECDSA", "SHA512withECDSA", "Ed25519")) {
        putService(
            new Service(this, "Signature", algorithm, Counted.class.getName(), null, Map.of()) {
              @Override
              public Object newInstance(Object parameter) {
                return new Counted(algorithm);
              }

              @Override
              public boolean supportsParameter(Object key) {
                return true;
              }
            });
      }
    }
  }

  /** Another one's verification, counted. */
  private static final class Counted extends SignatureSpi {
    private final Signature counted;

    Counted(String algorithm) {
      try {
        this.counted = Signature.getInstance(algorithm, "SunEC");
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
      counted.initVerify(key);
    }

    @Override
    protected void engineUpdate(byte octet) throws SignatureException {
      counted.update(octet);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int from, int length) throws SignatureException {
      counted.update(bytes, from, length);
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
      Counting.VERIFIED.set(Counting.VERIFIED.get() + 1);
      return counted.verify(signature);
    }

    @Override
    protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
      counted.initSign(key);
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
      return counted.sign();
    }

    @Override
    protected void engineSetParameter(AlgorithmParameterSpec parameter) {
      // None of them has any.
    }

    @Deprecated
    @Override
    protected void engineSetParameter(String name, Object value) {
      throw new UnsupportedOperationException();
    }

    @Deprecated
    @Override
    protected Object engineGetParameter(String name) {
      throw new UnsupportedOperationException();
    }
  }
}
