package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Der;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.digests.HashAlgorithm;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A signed timestamp (RFC 3161, section 2.4.2; RFC 5652, section 5): somebody's word that they saw
 * a signature at that time.
 *
 * @param imprintDigest the hash algorithm of what they saw
 * @param info the signed content, byte for byte
 * @param signer issuer and serial number of the certificate they signed with, in DER
 */
record Timestamp(
    HashAlgorithm imprintDigest,
    Bytes imprint,
    Instant time,
    Bytes info,
    Bytes signer,
    HashAlgorithm digest,
    Bytes attributes,
    Bytes signature) {

  private static final String SIGNED_CONTENT = "1.2.840.113549.1.7.2";
  private static final String TIMESTAMP_INFO = "1.2.840.113549.1.9.16.1.4";
  private static final String CONTENT_TYPE = "1.2.840.113549.1.9.3";
  private static final String MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
  private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";

  private static final Map<String, HashAlgorithm> DIGESTS =
      Map.of(
          "2.16.840.1.101.3.4.2.1", HashAlgorithm.SHA_256,
          "2.16.840.1.101.3.4.2.2", HashAlgorithm.SHA_384,
          "2.16.840.1.101.3.4.2.3", HashAlgorithm.SHA_512);

  /** The algorithm ids of signatures by ECDSA or RSA, with their digests. */
  private static final Map<String, HashAlgorithm> SIGNATURES =
      Map.of(
          "1.2.840.10045.4.3.2", HashAlgorithm.SHA_256,
          "1.2.840.10045.4.3.3", HashAlgorithm.SHA_384,
          "1.2.840.10045.4.3.4", HashAlgorithm.SHA_512,
          "1.2.840.113549.1.1.11", HashAlgorithm.SHA_256,
          "1.2.840.113549.1.1.12", HashAlgorithm.SHA_384,
          "1.2.840.113549.1.1.13", HashAlgorithm.SHA_512);

  /** The ids that name only the kind of key, which some write instead: elliptic curves, RSA. */
  private static final Set<String> KEY_ALONE = Set.of("1.2.840.10045.2.1", "1.2.840.113549.1.1.1");

  private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
  private static final Bytes NULL = Der.write(0x05, Bytes.NONE);
  private static final int FRACTION_MAX = 9;

  static Timestamp read(Bytes response) {
    var outer = Der.read(response).require(Der.SEQUENCE).inTurn();
    var status = outer.take(Der.SEQUENCE).children();
    if (status.isEmpty() || !isGranted(status.getFirst())) {
      throw malformed("it was not granted");
    }
    var token = outer.take(Der.SEQUENCE).inTurn();
    outer.end();
    requireId(token.take(Der.OBJECT_ID), SIGNED_CONTENT);
    var signed = Der.read(token.take(Der.context(0)).content()).require(Der.SEQUENCE).inTurn();
    token.end();
    requireVersion(signed.take(Der.INTEGER), 3);
    var digests = signed.take(Der.SET).children();
    var wrapped = signed.take(Der.SEQUENCE).inTurn();
    requireId(wrapped.take(Der.OBJECT_ID), TIMESTAMP_INFO);
    var info = Der.read(wrapped.take(Der.context(0)).content()).require(Der.OCTET_STRING).content();
    wrapped.end();
    // Certificates that are sent along prove nothing: the root names the right one.
    signed.skipIf(Der.context(0));
    signed.skipIf(Der.context(1));
    var signers = signed.take(Der.SET).children();
    signed.end();
    if (signers.size() != 1) {
      throw malformed("it must have exactly one signer");
    }
    var timestamp = read(info, signers.getFirst());
    if (digests.size() != 1 || !digest(digests.getFirst()).equals(timestamp.digest())) {
      throw malformed("it names another digest than its signer");
    }
    return timestamp;
  }

  private static Timestamp read(Bytes info, Der signerInfo) {
    var facts = Der.read(info).require(Der.SEQUENCE).inTurn();
    facts.take(Der.INTEGER);
    facts.take(Der.OBJECT_ID);
    var imprint = facts.take(Der.SEQUENCE).inTurn();
    var imprintDigest = digest(imprint.take(Der.SEQUENCE));
    var seen = imprint.take(Der.OCTET_STRING).content();
    imprint.end();
    facts.take(Der.INTEGER);
    var time = time(facts.take(Der.GENERALIZED_TIME).content().utf8());

    var signer = signerInfo.require(Der.SEQUENCE).inTurn();
    requireVersion(signer.take(Der.INTEGER), 1);
    var who = signer.take(Der.SEQUENCE).encoded();
    var digest = digest(signer.take(Der.SEQUENCE));
    var attributes = signer.take(Der.context(0));
    requireAlgorithm(signer.take(Der.SEQUENCE), digest);
    var signature = signer.take(Der.OCTET_STRING).content();
    signer.skipIf(Der.context(1));
    signer.end();
    return new Timestamp(
        imprintDigest, seen, time, info, who, digest, attributes.content(), signature);
  }

  /**
   * Returns whether it is of this signature and of this authority, whose signer was in force then.
   */
  boolean holds(Bytes stamped, Authority authority) {
    return imprint.equals(stamped.digest(imprintDigest))
        && attribute(CONTENT_TYPE).filter(value -> isId(value, TIMESTAMP_INFO)).isPresent()
        && attribute(MESSAGE_DIGEST)
            .filter(value ->
                value.tag() == Der.OCTET_STRING && value.content().equals(info.digest(digest)))
            .isPresent()
        && isSignedBy(authority.signer())
        && authority.signedAt(time);
  }

  private boolean isSignedBy(X509Certificate certificate) {
    try {
      var uses = certificate.getExtendedKeyUsage();
      // The attributes are signed as a SET, though they are encoded as a field (RFC 5652, 5.4).
      return uses != null
          && uses.equals(List.of(TIME_STAMPING))
          && isNamed(certificate)
          && VerifyingKey.of(certificate.getPublicKey())
              .verifiesWithDigest(digest, Der.write(Der.SET, attributes), signature);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  private boolean isNamed(X509Certificate certificate) {
    var issuer = Bytes.of(certificate.getIssuerX500Principal().getEncoded());
    var serial = Der.write(Der.INTEGER, Bytes.of(certificate.getSerialNumber().toByteArray()));
    return signer.equals(Der.write(Der.SEQUENCE, Bytes.concat(issuer, serial)));
  }

  /** Finds the only value of an attribute that occurs once; empty otherwise. */
  private Optional<Der> attribute(String id) {
    var all =
        Der.read(Der.write(Der.SET, attributes)).children().stream()
            .map(each -> each.require(Der.SEQUENCE).children())
            .filter(each -> each.size() == 2 && isId(each.getFirst(), id))
            .toList();
    if (all.size() != 1) {
      return Optional.empty();
    }
    var values = all.getFirst().getLast().require(Der.SET).children();
    return values.size() == 1 ? Optional.of(values.getFirst()) : Optional.empty();
  }

  /** Returns whether it was granted as asked, and not with changes. */
  private static boolean isGranted(Der status) {
    return status.require(Der.INTEGER).content().equals(Bytes.ofNumber(0, 1));
  }

  private static void requireVersion(Der version, int wanted) {
    if (!version.content().equals(Bytes.ofNumber(wanted, 1))) {
      throw malformed("it is of a version that we cannot read");
    }
  }

  /** Requires that the stated algorithm agrees with the key, which decides how it is verified. */
  private static void requireAlgorithm(Der algorithm, HashAlgorithm digest) {
    var name = name(algorithm);
    if (!KEY_ALONE.contains(name) && digest != SIGNATURES.get(name)) {
      throw malformed("it is signed in no way that we know");
    }
  }

  private static HashAlgorithm digest(Der algorithm) {
    return Optional.ofNullable(DIGESTS.get(name(algorithm)))
        .orElseThrow(() -> malformed("it is hashed in no way that we know"));
  }

  /** Reads an algorithm without parameters, or with the NULL that some write for them. */
  private static String name(Der algorithm) {
    var fields = algorithm.require(Der.SEQUENCE).children();
    boolean plain =
        fields.size() == 1 || (fields.size() == 2 && fields.getLast().encoded().equals(NULL));
    if (!plain) {
      throw malformed("an algorithm in it has parameters");
    }
    return fields.getFirst().objectId();
  }

  /** Parses a time in UTC, with a fraction of any length (RFC 3161, section 2.4.2). */
  private static Instant time(String text) {
    try {
      int dot = text.indexOf('.');
      int end = text.length() - 1;
      if (end < 0 || text.charAt(end) != 'Z' || (dot >= 0 && end - dot - 1 > FRACTION_MAX)) {
        throw malformed("its time cannot be read");
      }
      var whole = LocalDateTime.parse(text.substring(0, dot < 0 ? end : dot), SECONDS);
      var fraction = dot < 0 ? "0" : text.substring(dot + 1, end);
      var nanos = Integer.parseUnsignedInt((fraction + "000000000").substring(0, FRACTION_MAX));
      return whole.plusNanos(nanos).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException | NumberFormatException e) {
      throw malformed("its time cannot be read");
    }
  }

  private static void requireId(Der value, String id) {
    if (!isId(value, id)) {
      throw malformed("it is not a timestamp");
    }
  }

  private static boolean isId(Der value, String id) {
    return value.tag() == Der.OBJECT_ID && value.objectId().equals(id);
  }

  private static Refusal malformed(String why) {
    return new Refusal(Reason.TIMESTAMP, "a signed timestamp is refused: " + why);
  }
}
