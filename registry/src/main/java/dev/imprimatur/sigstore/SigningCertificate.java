package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Der;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The short-lived certificate of a bundle's signer (RFC 5280), and its content. */
final class SigningCertificate {
  /**
   * The longest accepted; real ones have 2,000 bytes. The JDK takes ten times the memory, and keeps
   * what it read.
   */
  private static final int BYTES_MAX = 16 * 1024;

  private static final String FULCIO = "1.3.6.1.4.1.57264.1.";

  /** The first extension that holds DER; those before are raw text, and out of use. */
  private static final int FIRST_IN_DER = 8;

  private static final int LAST = 64;
  private static final String CERTIFICATE_LOGS = "1.3.6.1.4.1.11129.2.4.2";
  private static final String CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
  private static final int SIGNING = 0;
  private static final int NAME_KIND_URI = 6;
  private static final int NAME_KIND_EMAIL = 1;

  private final Bytes encoded;
  private final X509Certificate parsed;

  SigningCertificate(Bytes encoded) {
    if (encoded.length() > BYTES_MAX) {
      throw new Refusal(Reason.MALFORMED, "the certificate is larger than 16 KiB");
    }
    this.encoded = encoded;
    this.parsed = Authority.certificate(encoded);
    if (!Authority.encoded(parsed).equals(encoded)) {
      throw new Refusal(Reason.MALFORMED, "the certificate is not in its only form");
    }
  }

  Bytes encoded() {
    return encoded;
  }

  X509Certificate parsed() {
    return parsed;
  }

  VerifyingKey key() {
    return VerifyingKey.of(parsed.getPublicKey());
  }

  /** Requires that it is for signing code, and may not issue certificates. */
  void requireForSigning() {
    try {
      var usage = parsed.getKeyUsage();
      var extended = parsed.getExtendedKeyUsage();
      if (usage == null
          || !usage[SIGNING]
          || extended == null
          || !extended.contains(CODE_SIGNING)
          || parsed.getBasicConstraints() >= 0) {
        throw new Refusal(Reason.CERTIFICATE, "the certificate is not for signing code");
      }
    } catch (CertificateParsingException e) {
      throw new Refusal(Reason.MALFORMED, "the uses of the certificate cannot be read");
    }
  }

  Identity identity() {
    var extensions = new LinkedHashMap<Integer, String>();
    for (int number = FIRST_IN_DER; number <= LAST; number++) {
      var value = extension(FULCIO + number);
      if (value.isPresent()) {
        extensions.put(number, utf8(value.get()));
      }
    }
    return new Identity(subject(), extensions);
  }

  private static String utf8(Bytes extension) {
    var text = Der.read(extension).require(Der.UTF8_STRING).content();
    if (!Bytes.ofUtf8(text.utf8()).equals(text)) {
      throw new Refusal(Reason.MALFORMED, "an extension of the certificate is not UTF-8");
    }
    return text.utf8();
  }

  /** Returns the subject that it was issued to: a URI, or a person's address. */
  private String subject() {
    try {
      var names = parsed.getSubjectAlternativeNames();
      if (names != null) {
        for (var name : names) {
          var kind = name.getFirst();
          if (kind.equals(NAME_KIND_URI) || kind.equals(NAME_KIND_EMAIL)) {
            return String.valueOf(name.get(1));
          }
        }
      }
      return "";
    } catch (CertificateParsingException e) {
      throw new Refusal(Reason.MALFORMED, "the subject of the certificate cannot be read");
    }
  }

  private Optional<Bytes> extension(String id) {
    return Optional.ofNullable(parsed.getExtensionValue(id))
        .map(wrapped -> Der.read(Bytes.of(wrapped)).require(Der.OCTET_STRING).content());
  }

  /** Returns the promises of certificate logs in it (RFC 6962, section 3.3). */
  List<LogPromise> logPromises() {
    return extension(CERTIFICATE_LOGS)
        .map(value -> LogPromise.list(Der.read(value).require(Der.OCTET_STRING).content()))
        .orElse(List.of());
  }

  /**
   * Returns what a certificate log signs: the certificate before its promises were put into it, and
   * still without a signature (RFC 6962, section 3.2).
   */
  Bytes beforeLogPromises() {
    var fields = Der.read(encoded).require(Der.SEQUENCE).children();
    var body = new ArrayList<Bytes>();
    for (var field : fields.getFirst().require(Der.SEQUENCE).children()) {
      body.add(field.tag() == Der.context(3) ? withoutLogPromises(field) : field.encoded());
    }
    return Der.write(Der.SEQUENCE, Bytes.concat(body.toArray(Bytes[]::new)));
  }

  private static Bytes withoutLogPromises(Der extensions) {
    var kept = new ArrayList<Bytes>();
    for (var extension : Der.read(extensions.content()).require(Der.SEQUENCE).children()) {
      var id = extension.require(Der.SEQUENCE).children().getFirst().objectId();
      if (!id.equals(CERTIFICATE_LOGS)) {
        kept.add(extension.encoded());
      }
    }
    var list = Der.write(Der.SEQUENCE, Bytes.concat(kept.toArray(Bytes[]::new)));
    return Der.write(extensions.tag(), list);
  }
}
