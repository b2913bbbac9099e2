package dev.imprimatur.testkit.sigstore;

import java.time.Instant;

/** An authority that says when it saw something (RFC 3161). */
final class TimestampAuthority {
  private static final byte[] SHA256 = Der.oid("2.16.840.1.101.3.4.2.1");
  private static final byte[] TIMESTAMP = Der.oid("1.2.840.113549.1.9.16.1.4");

  private final CertificateAuthority authority;
  private final byte[] certificate;
  private final EcKeyPair keyPair;

  private TimestampAuthority(
      CertificateAuthority authority, byte[] certificate, EcKeyPair keyPair) {
    this.authority = authority;
    this.certificate = certificate;
    this.keyPair = keyPair;
  }

  TimestampAuthority(CertificateAuthority authority, EcKeyPair keyPair) {
    this(authority, authority.certifyTimestamps(keyPair.spki()), keyPair);
  }

  /** Returns an authority of the same name with another key. */
  TimestampAuthority withKey(EcKeyPair other) {
    return new TimestampAuthority(authority, certificate, other);
  }

  /** Returns its own certificate, in DER. */
  byte[] certificate() {
    return certificate.clone();
  }

  /** Returns a granted response (section 2.4.2), in DER, without the certificate in it. */
  byte[] stamp(byte[] stamped, Instant now) {
    var statement = statement(stamped, now);
    var content =
        Der.sequence(
            Der.integer(3),
            Der.set(Der.sequence(SHA256)),
            Der.sequence(TIMESTAMP, Der.tagged(0, Der.octets(statement))),
            Der.set(signer(statement, now)));
    return Der.sequence(
        Der.sequence(Der.integer(0)),
        Der.sequence(Der.oid("1.2.840.113549.1.7.2"), Der.tagged(0, content)));
  }

  private static byte[] statement(byte[] stamped, Instant now) {
    return Der.sequence(
        Der.integer(1),
        Der.oid("1.3.6.1.4.1.57264.2"),
        Der.sequence(Der.sequence(SHA256, Der.nothing()), Der.octets(EcKeyPair.sha256(stamped))),
        Der.integer(now.getEpochSecond()),
        Der.generalizedTime(now));
  }

  /**
   * Signs the attributes, which are tagged as a set there and have their other tag here (RFC 5652,
   * 5.4).
   */
  private byte[] signer(byte[] statement, Instant now) {
    var attributes =
        Der.joined(
            attribute("1.2.840.113549.1.9.3", TIMESTAMP),
            attribute("1.2.840.113549.1.9.5", Der.time(now)),
            attribute("1.2.840.113549.1.9.4", Der.octets(EcKeyPair.sha256(statement))),
            attribute(
                "1.2.840.113549.1.9.16.2.47",
                Der.sequence(
                    Der.sequence(Der.sequence(Der.octets(EcKeyPair.sha256(certificate)))))));
    return Der.sequence(
        Der.integer(1),
        Der.sequence(authority.name(), Der.integer(CertificateAuthority.TIMESTAMP_SERIAL)),
        Der.sequence(SHA256),
        Der.tagged(0, attributes),
        keyPair.algorithm(),
        Der.octets(keyPair.sign(Der.set(attributes))));
  }

  private static byte[] attribute(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.set(value));
  }
}
