package dev.imprimatur.testkit.sigstore;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * A log that promises to log certificates before they are finished (RFC 6962).
 *
 * @param known the key by whose id it is found
 * @param signing the key that it really signs with
 */
record CertificateLog(EcKeyPair known, EcKeyPair signing) {
  private static final byte[] VERSION_1 = {0};
  private static final byte[] OF_A_TIMESTAMP = {0};
  private static final byte[] PRECERTIFICATE = {0, 1};
  private static final byte[] NO_EXTENSIONS = {0, 0};
  private static final byte[] SHA256_ECDSA = {4, 3};

  /**
   * Returns the list of promises that goes into a certificate; it has one (section 3.3).
   *
   * @param authority the key of whoever issues it
   * @param body the certificate's, without promises
   */
  byte[] promises(byte[] authority, byte[] body, Instant now) {
    var time = ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array();
    var length = ByteBuffer.allocate(Integer.BYTES).putInt(body.length).array();
    var signature =
        signing.sign(
            Der.joined(
                VERSION_1,
                OF_A_TIMESTAMP,
                time,
                PRECERTIFICATE,
                EcKeyPair.sha256(authority),
                new byte[] {length[1], length[2], length[3]},
                body,
                NO_EXTENSIONS));
    var promise =
        Der.joined(VERSION_1, known.id(), time, NO_EXTENSIONS, SHA256_ECDSA, withLength(signature));
    return withLength(withLength(promise));
  }

  private static byte[] withLength(byte[] content) {
    var length = ByteBuffer.allocate(Short.BYTES).putShort((short) content.length).array();
    return Der.joined(length, content);
  }
}
