package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.Der;
import dev.imprimatur.bundle.ProtoJson;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An authority that a root names. Its own chain is verified once, when it is read; only the
 * signer's certificate is verified for each bundle.
 *
 * @param chain its certificates; the one that issues first, the root last
 * @param issuing the index in the chain where the path to signers begins
 */
record Authority(List<X509Certificate> chain, int issuing, Window window) {
  private static final int CHAIN_MAX = 8;

  /** Reads an authority that certifies signers; all of its chain stands above the signer. */
  static Authority ofCertifier(ProtoJson message) {
    var authority = of(message, 0);
    // The JDK does not check this for the certificate that a path begins at.
    if (authority.issuer().getBasicConstraints() < 0) {
      throw new Refusal(Reason.CERTIFICATE, "an authority in it may not issue certificates");
    }
    return authority;
  }

  /** Reads a timestamp authority; the first certificate of its chain signs the timestamps. */
  static Authority ofTimestamper(ProtoJson message) {
    return of(message, 1);
  }

  private static Authority of(ProtoJson message, int issuing) {
    var chain =
        message.requireMessage("certChain").messages("certificates", CHAIN_MAX).stream()
            .map(each -> certificate(each.requireBytes("rawBytes")))
            .toList();
    if (chain.isEmpty()) {
      throw new Refusal(Reason.CONTENT, "an authority in it has no certificate");
    }
    for (int i = 0; i + 1 < chain.size(); i++) {
      requireIssued(chain.get(i), chain.get(i + 1));
    }
    return new Authority(
        chain,
        Math.min(issuing, chain.size() - 1),
        message.message("validFor").map(Window::of).orElse(Window.ALWAYS));
  }

  static X509Certificate certificate(Bytes der) {
    try {
      // Strictly first, as the JDK skips or repairs some faults while it reads.
      Der.read(der).require(Der.SEQUENCE);
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der.array()));
    } catch (GeneralSecurityException e) {
      throw new Refusal(Reason.MALFORMED, "a certificate cannot be read");
    }
  }

  private static void requireIssued(X509Certificate lower, X509Certificate upper) {
    try {
      lower.verify(upper.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new Refusal(Reason.CERTIFICATE, "the chain of an authority in it is broken");
    }
  }

  /** The certificate that a timestamp of this authority is signed with. */
  X509Certificate signer() {
    return chain.getFirst();
  }

  boolean hasInChain(Bytes certificate) {
    return chain.stream().anyMatch(each -> encoded(each).equals(certificate));
  }

  /** Returns whether it is the one that the certificate names as its issuer. */
  boolean isNamedBy(X509Certificate certificate) {
    return chain
        .get(issuing)
        .getSubjectX500Principal()
        .equals(certificate.getIssuerX500Principal());
  }

  X509Certificate issuer() {
    return chain.get(issuing);
  }

  /** Returns whether it issued the certificate, and it and all above were in force at that time. */
  boolean issued(X509Certificate certificate, Instant time) {
    return window.holds(time)
        && Stream.concat(chain.stream().skip(issuing), Stream.of(certificate))
            .allMatch(each -> isInForce(each, time))
        && isPathTo(certificate, time);
  }

  /**
   * Validates the path by the JDK (RFC 5280, section 6), from the issuer whose chain was verified.
   */
  private boolean isPathTo(X509Certificate certificate, Instant time) {
    try {
      var parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer(), null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(time));
      var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
      return true;
    } catch (GeneralSecurityException refused) {
      return false;
    }
  }

  /** Returns whether its own signer of timestamps was in force at that time. */
  boolean signedAt(Instant time) {
    return chain.size() == 1
        ? window.holds(time) && isInForce(signer(), time)
        : issued(signer(), time);
  }

  private static boolean isInForce(X509Certificate certificate, Instant time) {
    return !time.isBefore(certificate.getNotBefore().toInstant())
        && !time.isAfter(certificate.getNotAfter().toInstant());
  }

  /**
   * Returns when it ends, by its window or by its own certificates, of which it has one at least.
   */
  Instant end() {
    return Stream.concat(
            window.end().stream(), chain.stream().map(each -> each.getNotAfter().toInstant()))
        .min(Instant::compareTo)
        .orElseThrow();
  }

  static Bytes encoded(X509Certificate certificate) {
    try {
      return Bytes.of(certificate.getEncoded());
    } catch (GeneralSecurityException e) {
      throw new Refusal(Reason.MALFORMED, "a certificate cannot be written");
    }
  }
}
