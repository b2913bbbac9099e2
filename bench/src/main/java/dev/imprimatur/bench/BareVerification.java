package dev.imprimatur.bench;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;

/**
 * The one thing that no exchange can do without: to verify an RS256 signature (RFC 7518, section
 * 3.3), by the JDK and with nothing around it.
 */
final class BareVerification {
  private static final int KEY_BITS = 2048;
  private static final int MESSAGE_BYTES = 1200;

  private BareVerification() {}

  /** What it takes in microseconds of CPU, once the JVM has warmed up to it. */
  static double cpuMicros(Duration duration) {
    try {
      var keys = KeyPairGenerator.getInstance("RSA");
      keys.initialize(KEY_BITS);
      var pair = keys.generateKeyPair();
      var message = new byte[MESSAGE_BYTES];
      var signer = Signature.getInstance("SHA256withRSA");
      signer.initSign(pair.getPrivate());
      signer.update(message);
      var signature = signer.sign();
      var verifier = Signature.getInstance("SHA256withRSA");
      verifier.initVerify(pair.getPublic());
      repeat(verifier, message, signature, duration);
      return repeat(verifier, message, signature, duration);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has RSA", impossible);
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
