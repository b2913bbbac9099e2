package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate log's promise that it will list a certificate: its SCT (RFC 6962, section 3.2).
 *
 * @param timestamp milliseconds since 1970
 */
record LogPromise(Bytes logId, long timestamp, Bytes extensions, Bytes signature) {
  private static final int PROMISES_MAX = 16;
  private static final int VERSION_1 = 0;
  private static final int SHA256 = 4;
  private static final int CERTIFICATE_TIMESTAMP = 0;
  private static final int PRECERTIFICATE = 1;

  static List<LogPromise> list(Bytes list) {
    var all = new ArrayList<LogPromise>();
    var outer = new Fields(list);
    var inner = new Fields(outer.vector(2));
    outer.end();
    while (inner.hasMore()) {
      if (all.size() == PROMISES_MAX) {
        throw malformed();
      }
      all.add(read(new Fields(inner.vector(2))));
    }
    return all;
  }

  private static LogPromise read(Fields fields) {
    if (fields.number(1) != VERSION_1) {
      throw malformed();
    }
    var logId = fields.take(32);
    long timestamp = fields.number(8);
    var extensions = fields.vector(2);
    // The second byte names the kind of key; the key itself decides.
    if (timestamp < 0 || fields.number(1) != SHA256) {
      throw malformed();
    }
    fields.number(1);
    var signature = fields.vector(2);
    fields.end();
    return new LogPromise(logId, timestamp, extensions, signature);
  }

  Instant time() {
    return Instant.ofEpochMilli(timestamp);
  }

  /**
   * Returns the bytes that it signs.
   *
   * @param issuerKey the SubjectPublicKeyInfo of the certificate's issuer
   * @param body the certificate before this promise was put into it
   */
  Bytes signedBytes(Bytes issuerKey, Bytes body) {
    return Bytes.concat(
        Bytes.ofNumber(VERSION_1, 1),
        Bytes.ofNumber(CERTIFICATE_TIMESTAMP, 1),
        Bytes.ofNumber(timestamp, 8),
        Bytes.ofNumber(PRECERTIFICATE, 2),
        issuerKey.sha256(),
        Bytes.ofNumber(body.length(), 3),
        body,
        Bytes.ofNumber(extensions.length(), 2),
        extensions);
  }

  private static Refusal malformed() {
    return new Refusal(Reason.MALFORMED, "the certificate logs' promises cannot be read");
  }

  /** Fields of TLS one after the other (RFC 5246, section 4). */
  private static final class Fields {
    private final Bytes bytes;
    private int at;

    Fields(Bytes bytes) {
      this.bytes = bytes;
    }

    Bytes take(int length) {
      if (length > bytes.length() - at) {
        throw malformed();
      }
      at += length;
      return bytes.slice(at - length, at);
    }

    long number(int width) {
      var digits = take(width);
      long number = 0;
      for (int i = 0; i < width; i++) {
        number = (number << 8) | (digits.at(i) & 0xff);
      }
      return number;
    }

    Bytes vector(int lengthWidth) {
      return take((int) number(lengthWidth));
    }

    boolean hasMore() {
      return at < bytes.length();
    }

    void end() {
      if (hasMore()) {
        throw malformed();
      }
    }
  }
}
