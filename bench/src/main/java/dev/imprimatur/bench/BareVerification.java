package dev.imprimatur.bench;

import static java.security.spec.RSAKeyGenParameterSpec.F4;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;

/**
 * Verifying signatures by the JDK, with nothing around it: what nobody who believes one can do
 * without.
 */
final class BareVerification {
  private static final int KEY_BITS = 2048;
  private static final int MESSAGE_BYTES = 1200;

  private BareVerification() {}

  /** An RS256 signature (RFC 7518, section 3.3), as every exchange has one. */
  static double cpuMicros(Duration duration) {
    return cpuMicros("RSA", new RSAKeyGenParameterSpec(KEY_BITS, F4), "SHA256withRSA", duration);
  }

  /** The five signatures of a provenance bundle. */
  static double ofBundle(Duration duration) {
    var small = new ECGenParameterSpec("secp256r1");
    var large = new ECGenParameterSpec("secp384r1");
    return 4 * cpuMicros("EC", small, "SHA256withECDSA", duration)
        + cpuMicros("EC", large, "SHA384withECDSA", duration);
  }

  /** What one takes in microseconds of CPU, once the JVM has warmed up to it. */
  private static double cpuMicros(
      String kind, AlgorithmParameterSpec size, String algorithm, Duration duration) {
    try {
      var keys = KeyPairGenerator.getInstance(kind);
      keys.initialize(size);
      var pair = keys.generateKeyPair();
      var message = new byte[MESSAGE_BYTES];
      var signer = Signature.getInstance(algorithm);
      signer.initSign(pair.getPrivate());
      signer.update(message);
      var signature = signer.sign();
      var verifier = Signature.getInstance(algorithm);
      verifier.initVerify(pair.getPublic());
      repeat(verifier, message, signature, duration);
      return repeat(verifier, message, signature, duration);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + algorithm, impossible);
    }
  }

  private static double repeat(
      Signature verifier, byte[] message, byte[] signature, Duration duration)
      throws GeneralSecurityException {
    var threads = ManagementFactory.getThreadMXBean();
    long cpu = threads.getCurrentThreadCpuTime();
    long deadline = System.nanoTime() + duration.toNanos();
    long count = 0;
    while (System.nanoTime() < deadline) {
      verifier.update(message);
      if (!verifier.verify(signature)) {
        throw new GeneralSecurityException("A good signature was refused");
      }
      count++;
    }
    return (threads.getCurrentThreadCpuTime() - cpu) / 1000.0 / count;
  }
}
