package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An authority that certifies keys for ten minutes, as Fulcio does; it has certified itself (RFC
 * 5280).
 */
final class CertificateAuthority {
  static final String ORGANIZATION = "sigstore.example";
  static final String COMMON_NAME = "sigstore";
  static final Duration LIFETIME = Duration.ofMinutes(10);

  /** The extension that holds what certificate logs have signed (RFC 6962, section 3.3). */
  static final String TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

  /** The number of the timestamp authority's certificate. */
  static final int TIMESTAMP_SERIAL = 2;

  private static final Instant SINCE = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2049-12-31T23:59:59Z");
  private static final String KEY_USAGE = "2.5.29.15";
  private static final String ALTERNATIVE_NAME = "2.5.29.17";
  private static final String BASIC_CONSTRAINTS = "2.5.29.19";
  private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  private static final int SERIAL_BITS = 150;

  private final EcKeyPair keyPair;
  private final SecureRandom random;
  private final byte[] certificate;

  CertificateAuthority(EcKeyPair keyPair, SecureRandom random) {
    this.keyPair = keyPair;
    this.random = random;
    this.certificate = signed(ownBody());
  }

  /** Returns another authority with the same name. */
  CertificateAuthority twin() {
    return new CertificateAuthority(EcKeyPair.p384(random), random);
  }

  /** Returns its own certificate, in DER. */
  byte[] certificate() {
    return certificate.clone();
  }

  /** Returns its name, as what it issues has it. */
  byte[] name() {
    return name(COMMON_NAME);
  }

  EcKeyPair keyPair() {
    return keyPair;
  }

  /**
   * Certifies a key, in DER.
   *
   * @param key the public key (SubjectPublicKeyInfo)
   * @param log promises to log it, unless there is none
   */
  byte[] certify(byte[] key, Identity identity, Instant since, Optional<CertificateLog> log) {
    var serial = Der.integer(new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS - 1));
    var extensions = extensions(identity);
    var body = leafBody(serial, key, since, extensions);
    log.ifPresent(each ->
        extensions.add(
            extension(TIMESTAMPS, Der.octets(each.promises(keyPair.spki(), body, since)))));
    return signed(leafBody(serial, key, since, extensions));
  }

  /** Certifies a timestamp authority's key for as long as this one lasts (RFC 3161, 2.3). */
  byte[] certifyTimestamps(byte[] key) {
    var usage = Der.sequence(Der.oid("1.3.6.1.5.5.7.3.8"));
    return signed(
        body(
            Der.integer(TIMESTAMP_SERIAL),
            name("timestamps"),
            new Validity(SINCE, UNTIL),
            Der.joined(
                key,
                Der.tagged(
                    3,
                    Der.sequence(
                        critical(KEY_USAGE, Der.flags(0x80)),
                        critical(EXTENDED_KEY_USAGE, usage))))));
  }

  private record Validity(Instant since, Instant until) {
    byte[] der() {
      return Der.sequence(Der.time(since), Der.time(until));
    }
  }

  private byte[] ownBody() {
    var extensions =
        Der.sequence(
            critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes())),
            critical(KEY_USAGE, Der.flags(0x06)));
    return body(
        Der.integer(1),
        name(COMMON_NAME),
        new Validity(SINCE, UNTIL),
        Der.joined(keyPair.spki(), Der.tagged(3, extensions)));
  }

  /**
   * Writes the body of a certificate; as its subject is empty, its alternative name must be
   * critical.
   */
  private byte[] leafBody(byte[] serial, byte[] key, Instant since, List<byte[]> extensions) {
    return body(
        serial,
        Der.sequence(),
        new Validity(since, since.plus(LIFETIME)),
        Der.joined(key, Der.tagged(3, Der.sequence(extensions.toArray(byte[][]::new)))));
  }

  private byte[] body(byte[] serial, byte[] subject, Validity validity, byte[] keyAndExtensions) {
    return Der.sequence(
        Der.tagged(0, Der.integer(2)),
        serial,
        keyPair.algorithm(),
        name(COMMON_NAME),
        validity.der(),
        subject,
        keyAndExtensions);
  }

  private byte[] signed(byte[] body) {
    return Der.sequence(body, keyPair.algorithm(), Der.bits(keyPair.sign(body)));
  }

  private static List<byte[]> extensions(Identity identity) {
    var all = new ArrayList<byte[]>();
    all.add(critical(KEY_USAGE, Der.flags(0x80)));
    all.add(extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid("1.3.6.1.5.5.7.3.3"))));
    // A mail address or an address, as GeneralName numbers them.
    var kind = identity.isPerson() ? 1 : 6;
    var name = Der.taggedInstead(kind, identity.name().getBytes(US_ASCII));
    all.add(critical(ALTERNATIVE_NAME, Der.sequence(name)));
    identity
        .extensions()
        .forEach((number, value) ->
            all.add(
                extension(
                    "1.3.6.1.4.1.57264.1." + number,
                    // The first six are older than the rule that there is DER in here.
                    number <= 6 ? value.getBytes(UTF_8) : Der.text(value))));
    return all;
  }

  private static byte[] critical(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
  }

  private static byte[] extension(String oid, byte[] value) {
    return Der.sequence(Der.oid(oid), Der.octets(value));
  }

  private static byte[] name(String commonName) {
    return Der.sequence(
        Der.set(Der.sequence(Der.oid("2.5.4.10"), Der.text(ORGANIZATION))),
        Der.set(Der.sequence(Der.oid("2.5.4.3"), Der.text(commonName))));
  }
}
