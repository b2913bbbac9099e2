package dev.imprimatur.testkit.sigstore;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A signer that does as npm does with an instance, but without asking it over HTTP.
 *
 * @param certificateLog with which the log of certificates signs
 * @param log of version 1, to which npm writes
 * @param tiledLog of version 2
 */
record Signing(
    CertificateAuthority authority,
    EcKeyPair certificateLog,
    TransparencyLog log,
    TransparencyLog tiledLog,
    TimestampAuthority timestamps,
    Environment environment) {
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
  private static final String BUNDLE_OF_KEY =
      "application/vnd.dev.sigstore.bundle+json;version=0.2";
  private static final Duration AN_HOUR = Duration.ofHours(1);

  /** Makes a new instance. */
  static Signing in(Environment environment) {
    var random = environment.random();
    var authority = new CertificateAuthority(EcKeyPair.p384(random), random);
    return new Signing(
        authority,
        EcKeyPair.p256(random),
        TransparencyLog.promising(EcKeyPair.p256(random), environment.clock()),
        TransparencyLog.tiled(EcKeyPair.ed25519(random), environment.clock()),
        new TimestampAuthority(authority, EcKeyPair.p256(random)),
        environment);
  }

  /** The clock and randomness of the machine. */
  record Environment(InstantSource clock, SecureRandom random) {
    Instant now() {
      return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
  }

  /** Certifies a key for whoever has shown a token. */
  byte[] certify(byte[] key, Identity identity) {
    return authority.certify(
        key,
        identity,
        environment.now(),
        Optional.of(new CertificateLog(certificateLog, certificateLog)));
  }

  /** Signs a bundle in which a certificate says who has signed. */
  Map<String, Object> bundle(
      String statement, Identity identity, TimestampKind timestamp, Set<Defect> wrong) {
    var key = EcKeyPair.p256(environment.random());
    var named = identity;
    var stated = Json.object(statement);
    for (var defect : wrong) {
      switch (defect.fault()) {
        case Fault.InIdentity(var edit) -> named = edit.apply(named);
        case Fault.InStatement(var edit) -> edit.accept(stated);
        case Fault.InSigning _, Fault.InBundle _ -> {}
      }
    }
    var certificate = certificate(key, named, wrong);
    // Only a statement that is changed is written anew.
    var text = stated.equals(Json.object(statement)) ? statement : Json.text(stated);
    var signer =
        wrong.contains(Defect.KEY_NOT_CERTIFIED) ? EcKeyPair.p256(environment.random()) : key;
    var envelope = Envelope.signed(text, "", signer);
    var logged =
        wrong.contains(Defect.ENTRY_OF_ANOTHER_SIGNATURE)
            ? Envelope.signed(text, "", signer)
            : envelope;
    var encoded = Base64.getEncoder().encodeToString(certificate);
    var material = Json.members("certificate", Json.members("rawBytes", encoded));
    material.put("tlogEntries", entries(timestamp, logged, certificate));
    if (timestamp != TimestampKind.LOGGED) {
      material.put("timestampVerificationData", timestamps(envelope, wrong));
    }
    return spoilt(bundle(BUNDLE, material, envelope), wrong, envelope);
  }

  /** Signs a bundle with a registry's own key, as in its publish attestations. */
  Map<String, Object> bundle(String statement, KeyPair key) {
    var keyPair = new EcKeyPair(key, "SHA256withECDSA");
    var keyId = "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(keyPair.id());
    var envelope = Envelope.signed(statement, keyId, keyPair);
    var material = Json.members("publicKey", Json.members("hint", keyId));
    material.put("tlogEntries", List.of(log.add(envelope, keyPair.pem()).inBundle()));
    return bundle(BUNDLE_OF_KEY, material, envelope);
  }

  private List<Object> entries(TimestampKind timestamp, Envelope envelope, byte[] certificate) {
    return switch (timestamp) {
      case LOGGED, LOGGED_WITH_TIMESTAMP ->
          List.of(log.add(envelope, EcKeyPair.pem("CERTIFICATE", certificate)).inBundle());
      case LOGGED_IN_TILES -> List.of(tiledLog.addHashed(envelope, certificate).inBundle());
      case TIMESTAMP_ALONE -> List.of();
    };
  }

  private Map<String, Object> timestamps(Envelope envelope, Set<Defect> wrong) {
    var stamped =
        wrong.contains(Defect.TIMESTAMP_OF_ANOTHER_SIGNATURE)
            ? EcKeyPair.p256(environment.random()).sign(envelope.signedBytes())
            : envelope.signatureBytes();
    var authorized =
        wrong.contains(Defect.TIMESTAMP_FORGED)
            ? timestamps.withKey(EcKeyPair.p256(environment.random()))
            : timestamps;
    var token = Base64.getEncoder().encodeToString(authorized.stamp(stamped, environment.now()));
    return Json.members("rfc3161Timestamps", List.of(Json.members("signedTimestamp", token)));
  }

  private byte[] certificate(EcKeyPair key, Identity identity, Set<Defect> wrong) {
    var issuer =
        wrong.contains(Defect.CERTIFICATE_OF_ANOTHER_AUTHORITY) ? authority.twin() : authority;
    var since = environment.now();
    if (wrong.contains(Defect.CERTIFICATE_EXPIRED)) {
      since = since.minus(AN_HOUR);
    } else if (wrong.contains(Defect.CERTIFICATE_NOT_YET_VALID)) {
      since = since.plus(AN_HOUR);
    }
    return issuer.certify(key.spki(), identity, since, certificateLog(wrong));
  }

  private Optional<CertificateLog> certificateLog(Set<Defect> wrong) {
    if (wrong.contains(Defect.PROMISE_MISSING)) {
      return Optional.empty();
    }
    var signing =
        wrong.contains(Defect.PROMISE_FORGED)
            ? EcKeyPair.p256(environment.random())
            : certificateLog;
    return Optional.of(new CertificateLog(certificateLog, signing));
  }

  private Map<String, Object> spoilt(
      Map<String, Object> bundle, Set<Defect> wrong, Envelope envelope) {
    for (var defect : wrong) {
      if (defect.fault() instanceof Fault.InBundle(var edit)) {
        edit.accept(bundle);
      }
    }
    if (wrong.contains(Defect.CHECKPOINT_OF_ANOTHER_TREE)) {
      log.add(envelope, "another state");
      BundleFaults.checkpoint(bundle, log.checkpoint());
    }
    return bundle;
  }

  private static Map<String, Object> bundle(
      String mediaType, Map<String, Object> material, Envelope envelope) {
    return Json.members(
        "mediaType",
        mediaType,
        "verificationMaterial",
        material,
        "dsseEnvelope",
        envelope.members());
  }
}
