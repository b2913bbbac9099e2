package dev.imprimatur.sigstore;

import dev.imprimatur.bundle.Bundle;
import dev.imprimatur.bundle.Bytes;
import dev.imprimatur.bundle.LogBody;
import dev.imprimatur.bundle.LogEntry;
import dev.imprimatur.bundle.Reason;
import dev.imprimatur.bundle.Refusal;
import dev.imprimatur.bundle.Statement;
import dev.imprimatur.sigstore.Verification.Logged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * The verifier of bundles, offline and as of the time when they were signed
 * (github.com/sigstore/architecture-docs, "client-spec.md"). It has no network and no clock; any
 * number of threads may use it at once.
 */
public final class Verifier {
  private final TrustedRoot root;
  private final Thresholds thresholds;
  private final KnownKeys keys;

  /**
   * The numbers of witnesses that must vouch for a bundle.
   *
   * @param logEntries entries in transparency logs
   * @param certificateLogs certificate logs that promised to list the signer's certificate
   * @param times statements by others of when it was signed
   */
  public record Thresholds(int logEntries, int certificateLogs, int times) {
    /** Demands one of each kind that the root names; npm's own client demands the same. */
    public static Thresholds fitting(TrustedRoot root) {
      return new Thresholds(root.hasLogs() ? 1 : 0, root.hasCertificateLogs() ? 1 : 0, 1);
    }

    public Thresholds {
      if (logEntries < 0 || certificateLogs < 0 || times < 1) {
        throw new IllegalArgumentException("A threshold is too low");
      }
    }
  }

  public Verifier(TrustedRoot root, Thresholds thresholds, KnownKeys keys) {
    this.root = root;
    this.thresholds = thresholds;
    this.keys = keys;
  }

  /**
   * Verifies a bundle.
   *
   * @param bundle its JSON, whose length the caller limits; the memory that a verdict takes is in
   *     proportion to it
   */
  public Verification verify(String bundle) {
    try {
      return verify(Bundle.read(bundle));
    } catch (Refusal e) {
      return new Verification.Refused(e.reason(), e.why());
    }
  }

  private Verification verify(Bundle bundle) {
    var envelope = bundle.envelope();
    var told = new ArrayList<Told>();
    var logged = new ArrayList<Logged>();
    var signer = signer(bundle.signer());
    for (var entry : bundle.entries()) {
      LogBody.read(entry).requireOf(envelope, signer.inLog());
      LogCheck.require(entry, root).ifPresent(time -> told.add(new Told(entry.logId(), time)));
      logged.add(new Logged(root.log(entry.logId()).orElseThrow().name(), entry.index()));
    }
    requireLogged(bundle.entries());
    told.addAll(stamped(bundle));
    if (told.stream().map(Told::by).distinct().count() < thresholds.times()) {
      throw new Refusal(Reason.TIMESTAMP, "nobody who is trusted says when it was signed");
    }
    var times = told.stream().map(Told::time).toList();
    signer.requireAt(times);
    if (!signer.key().verifies(envelope.signedBytes(), envelope.signature())) {
      throw new Refusal(Reason.SIGNATURE, "its signature is not of this payload by its signer");
    }
    return new Verification.Verified(
        Statement.read(envelope.payload()),
        signer.whoever(),
        times.stream().min(Instant::compareTo).orElseThrow(),
        logged,
        envelope.keyId());
  }

  /** Requires enough logs; each counts once, however often it lists the bundle. */
  private void requireLogged(List<LogEntry> entries) {
    if (entries.stream().map(LogEntry::logId).distinct().count() < thresholds.logEntries()) {
      throw new Refusal(Reason.LOG_ENTRY, "no log that is trusted lists it");
    }
  }

  /**
   * A statement by somebody of when it was signed.
   *
   * @param by who says so; they count once, however often they say it
   */
  private record Told(Bytes by, Instant time) {}

  /** Returns the times of its timestamps, each of which must hold. */
  private List<Told> stamped(Bundle bundle) {
    var told = new ArrayList<Told>();
    for (var encoded : bundle.timestamps()) {
      var stamp = Timestamp.read(encoded);
      var signature = bundle.envelope().signature();
      var by =
          root.timestampers().stream()
              .filter(each -> stamp.holds(signature, each))
              .findFirst()
              .orElseThrow(() ->
                  new Refusal(Reason.TIMESTAMP, "a timestamp of it is of nobody who is trusted"));
      told.add(new Told(Authority.encoded(by.signer()), stamp.time()));
    }
    return told;
  }

  private Signer signer(Bundle.Signer said) {
    return switch (said) {
      case Bundle.Signer.Certified(var encoded, var above) ->
          new Certified(new SigningCertificate(encoded), above);
      case Bundle.Signer.Keyed(var hint) ->
          new Keyed(
              hint,
              keys.find(hint)
                  .orElseThrow(
                      () -> new Refusal(Reason.PUBLIC_KEY, "it is signed by an unknown key")));
    };
  }

  /** A signer, to be checked once it is known when they signed. */
  private sealed interface Signer {
    VerifyingKey key();

    /** Their name in the log. */
    Bytes inLog();

    /** Requires that they were entitled to sign at each of these times. */
    void requireAt(List<Instant> times);

    Verification.Signer whoever();
  }

  private record Keyed(String name, KnownKeys.Key known) implements Signer {
    @Override
    public VerifyingKey key() {
      return known.key();
    }

    @Override
    public Bytes inLog() {
      return known.key().spki();
    }

    @Override
    public void requireAt(List<Instant> times) {
      if (!times.stream().allMatch(known.window()::holds)) {
        throw new Refusal(Reason.PUBLIC_KEY, "its key was not in force when it was signed");
      }
    }

    @Override
    public Verification.Signer whoever() {
      return new Verification.Signer.Keyed(name);
    }
  }

  private final class Certified implements Signer {
    private final SigningCertificate certificate;
    private final List<Bytes> above;

    Certified(SigningCertificate certificate, List<Bytes> above) {
      this.certificate = certificate;
      this.above = above;
    }

    @Override
    public VerifyingKey key() {
      return certificate.key();
    }

    @Override
    public Bytes inLog() {
      return certificate.encoded();
    }

    @Override
    public void requireAt(List<Instant> times) {
      certificate.requireForSigning();
      var authority =
          root.certifiers().stream()
              .filter(each -> each.isNamedBy(certificate.parsed()))
              .filter(
                  each -> times.stream().allMatch(time -> each.issued(certificate.parsed(), time)))
              .findFirst()
              .orElseThrow(() ->
                  new Refusal(
                      Reason.CERTIFICATE,
                      "no authority that is trusted certified its signer for that time"));
      if (!above.stream().allMatch(authority::hasInChain)) {
        throw new Refusal(Reason.CERTIFICATE, "its chain is not that of its authority");
      }
      requirePromises(authority);
    }

    /** Requires that the promises of known certificate logs hold; the others count for nothing. */
    private void requirePromises(Authority authority) {
      var promises = certificate.logPromises();
      if (promises.isEmpty() && thresholds.certificateLogs() == 0) {
        return;
      }
      var issuerKey = Bytes.of(authority.issuer().getPublicKey().getEncoded());
      var body = certificate.beforeLogPromises();
      var promising = new HashSet<Bytes>();
      for (var promise : promises) {
        var log = root.certificateLog(promise.logId());
        if (log.isPresent()) {
          requireHolds(promise, log.get(), promise.signedBytes(issuerKey, body));
          promising.add(promise.logId());
        }
      }
      if (promising.size() < thresholds.certificateLogs()) {
        throw new Refusal(
            Reason.CERTIFICATE_LOG, "no certificate log that is trusted promised to list it");
      }
    }

    private static void requireHolds(LogPromise promise, TrustedRoot.Log log, Bytes signed) {
      if (!log.window().holds(promise.time()) || !log.key().verifies(signed, promise.signature())) {
        throw new Refusal(
            Reason.CERTIFICATE_LOG, "a certificate log's promise to list it does not hold");
      }
    }

    @Override
    public Verification.Signer whoever() {
      return new Verification.Signer.Certified(certificate.identity());
    }
  }
}
