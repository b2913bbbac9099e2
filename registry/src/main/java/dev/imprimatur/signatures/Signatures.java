package dev.imprimatur.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.bundle.Envelope;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.RegistrySignature;
import dev.imprimatur.npm.Version;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The signatures of this registry on the bytes of each version. */
public final class Signatures {
  private final SignatureStore store = new SignatureStore();
  private final PublishReceiptStore receipts = new PublishReceiptStore();
  private final Keys keys;
  private final Attestations attestations;

  /**
   * Signs with the key that is kept there, and attests nothing.
   *
   * @param random for the JDK's cryptography
   */
  public Signatures(KeyLocation place, SecureRandom random, InstantSource clock) {
    this.keys = new Keys(place, random, clock);
    this.attestations = new Attestations(keys);
  }

  /**
   * Signs with the key that is kept there, and attests what this log accepts.
   *
   * @param random for the JDK's cryptography
   */
  public Signatures(
      KeyLocation place, SecureRandom random, InstantSource clock, TransparencyLog log) {
    this.keys = new Keys(place, random, clock);
    this.attestations = new Attestations(keys, log);
  }

  public Keys keys() {
    return keys;
  }

  public Attestations attestations() {
    return attestations;
  }

  /**
   * Signs what becomes true in this transaction. Returns false where there is no key yet: the
   * registry was never started, and its first start signs everything.
   */
  public boolean sign(Tx tx, Statement statement) {
    var own = keys.use(tx, statement.publishedAt());
    own.ifPresent(key ->
        store.add(
            tx,
            statement,
            new RegistrySignature(
                key.id().value(), keys.sign(key, statement.text().getBytes(UTF_8)))));
    return own.isPresent();
  }

  /**
   * Signs what the registry saw of the job that published a version. Like {@link #sign}, it does
   * nothing where there is no key yet.
   */
  public void signReceipt(Tx tx, PublishReceipt receipt) {
    keys.use(tx, receipt.version().publishedAt())
        .ifPresent(key -> {
          var payload = receipt.payload();
          var signature = keys.sign(key, Envelope.signedBytes(payload));
          var envelope = PublishReceipt.envelope(payload, key.id(), signature);
          receipts.add(tx, receipt.version(), Json.text(envelope));
        });
  }

  /** Finds the signed receipt of what the registry saw of the job that published a version. */
  public Optional<String> receipt(Tx tx, PackageName name, Version version) {
    return receipts.find(tx, name, version);
  }

  /** Removes everything that was signed of a version that is about to be removed. */
  public void forget(Tx tx, PackageName name, Version version) {
    store.forget(tx, name, version);
    receipts.forget(tx, name, version);
    attestations.forget(tx, name, version);
  }

  /** Returns the signatures of a package's versions, the oldest key's first. */
  public Map<Version, List<ValidSignature>> of(Tx tx, PackageName name) {
    return store.ofPackage(tx, name);
  }

  /** Returns the signatures of one version, the oldest key's first. */
  public List<ValidSignature> of(Tx tx, PackageName name, Version version) {
    return store.ofVersion(tx, name, version);
  }
}
