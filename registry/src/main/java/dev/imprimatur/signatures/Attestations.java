package dev.imprimatur.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.bundle.Envelope;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The attestations of this registry that versions were published here. npm accepts them only with
 * an entry in a log that it trusts; where there is no log, none is made and none is shown.
 */
public final class Attestations {
  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  private final AttestationStore store = new AttestationStore();
  private final Keys keys;
  private final Optional<TransparencyLog> log;

  /** Makes none, as there is no log. */
  Attestations(Keys keys) {
    this.keys = keys;
    this.log = Optional.empty();
  }

  /** Makes attestations that this log accepts. */
  Attestations(Keys keys, TransparencyLog log) {
    this.keys = keys;
    this.log = Optional.of(log);
  }

  /**
   * A signed attestation with its entry in the log.
   *
   * @param key the key that signed it
   * @param listed the list of keys by which it can be verified
   */
  public record Logged(String bundle, OwnKey key, String listed) {}

  /**
   * The attestation of a version.
   *
   * @param bundle byte for byte; empty as long as the log has not accepted it
   */
  public record Known(Optional<String> bundle) {}

  /** An attestation that is shown. */
  public record Shown(PackageName name, Version version, String bundle) {}

  /** Returns whether there is a log. */
  public boolean isOn() {
    return log.isPresent();
  }

  /** Queues a version to be attested soon after this transaction. */
  public void want(Tx tx, PublishAttestation attestation) {
    if (isOn()) {
      store.add(tx, attestation.version(), attestation.text());
    }
  }

  /**
   * Returns some of the versions to be attested; those that the log refused most often come last.
   */
  public List<Attestable> wanted(Tx tx, int most) {
    return isOn() ? store.wanted(tx, most) : List.of();
  }

  /** The key to sign with; empty before the registry was started for the first time. */
  public Optional<OwnKey> key(Tx tx) {
    return keys.inForce(tx);
  }

  /**
   * Signs the attestation of a version, and has it logged. Not for use in a transaction: a log is
   * far away.
   *
   * @throws IOException if the log does not accept it; the message says why
   */
  public Logged log(Attestable each, OwnKey key) throws IOException {
    var payload = each.statement().getBytes(UTF_8);
    var envelope =
        PublishReceipt.envelope(payload, key.id(), keys.sign(key, Envelope.signedBytes(payload)));
    var entry = log.orElseThrow().add(envelope, key.spki());
    var material =
        JsonObject.with("publicKey", JsonObject.with("hint", key.id().value()).build())
            .and("tlogEntries", JsonArray.of(entry))
            .build();
    var bundle =
        JsonObject.with("mediaType", BUNDLE)
            .and("verificationMaterial", material)
            .and("dsseEnvelope", envelope)
            .build();
    var listed = new ListedKey(key.id(), key.spki(), Instant.EPOCH, Optional.empty());
    return new Logged(
        Json.text(bundle),
        key,
        Json.text(JsonObject.with("keys", JsonArray.of(listed.json())).build()));
  }

  /** Removes what is kept of a version; what a log has of it stays there. */
  void forget(Tx tx, PackageName name, Version version) {
    store.forget(tx, name, version);
  }

  /** Notes that the log did not accept it. */
  public boolean failed(Tx tx, Attestable each) {
    return store.failed(tx, each);
  }

  /** Removes a version from the queue. */
  public boolean drop(Tx tx, Attestable each) {
    return store.drop(tx, each);
  }

  /**
   * Stores an attestation, which is shown from now on; or returns false if there is one already, or
   * its key was retired meanwhile: npm ends an audit at an entry that is younger than the end of
   * its key.
   *
   * @param loggedAt the log's time, until which the key stays in force at least
   */
  public boolean keep(Tx tx, Attestable each, Logged logged, Instant loggedAt) {
    var own = keys.use(tx, loggedAt);
    return own.filter(key -> key.id().equals(logged.key().id())).isPresent()
        && store.keep(tx, each, logged.bundle());
  }

  /** Returns the first of those that are shown, in the order of their names. */
  public List<Shown> firstShown(Tx tx, int most) {
    return isOn() ? store.firstShown(tx, most) : List.of();
  }

  /** Returns some of those that are shown and follow this one. */
  public List<Shown> shownAfter(Tx tx, Shown last, int most) {
    return isOn() ? store.shownAfter(tx, last, most) : List.of();
  }

  /** Returns the versions of a package that are attested. */
  public Set<Version> of(Tx tx, PackageName name) {
    return isOn() ? store.kept(tx, name) : Set.of();
  }

  /** Returns what is known of the attestation of a version; empty if it is not to be attested. */
  public Optional<Known> find(Tx tx, PackageName name, Version version) {
    return isOn() ? store.find(tx, name, version) : Optional.empty();
  }
}
