package dev.imprimatur.signatures;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.SigningProblem;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys: the one in force, and those that were. The database says which one is in force; it is
 * asked in every transaction that signs, as another process may have changed it.
 */
public final class Keys {
  private final ListedKeyStore store = new ListedKeyStore();
  private final KeyLocation place;
  private final SecureRandom random;
  private final InstantSource clock;

  /** The key that was last read; it is only used once it is known to be in force. */
  private volatile @Nullable OwnKey loaded;

  Keys(KeyLocation place, SecureRandom random, InstantSource clock) {
    this.place = place;
    this.random = random;
    this.clock = clock;
  }

  /**
   * Makes sure that this process can sign. The first one that starts makes a key; after that, a key
   * that is missing is refused and never replaced, as clients must be able to tell us from others.
   */
  public void open(Database db) {
    if (db.read(store::inForce).isEmpty()) {
      var first = whole(place.brought().orElseGet(() -> place.next(random)));
      // Of two processes that start at the same time, one brings its key into force.
      if (!db.write(tx -> store.list(tx, first, clock.instant()))) {
        place.discard(first);
      }
    }
    var own = db.read(tx -> load(store.inForce(tx).orElseThrow()));
    place.adopt(own);
    loaded = own;
  }

  /**
   * Returns the key in force, which stays so until this transaction ends; empty before the registry
   * was started for the first time.
   */
  Optional<OwnKey> use(Tx tx, Instant publishedAt) {
    var known = loaded;
    if (known != null && store.use(tx, known.id(), publishedAt)) {
      return Optional.of(known);
    }
    // It may change again while we look.
    for (var listed = store.inForce(tx); listed.isPresent(); listed = store.inForce(tx)) {
      var own = load(listed.get());
      if (store.use(tx, own.id(), publishedAt)) {
        loaded = own;
        return Optional.of(own);
      }
    }
    return Optional.empty();
  }

  /** Returns the key in force now, which may change at any time. */
  Optional<OwnKey> inForce(Tx tx) {
    var known = loaded;
    return store
        .inForce(tx)
        .map(listed -> known != null && known.id().equals(listed.id()) ? known : load(listed));
  }

  /** Returns all that there ever were, the oldest first. */
  public List<ListedKey> all(Tx tx) {
    return store.all(tx);
  }

  /** Returns all of them in the form that clients get and a verifier reads. */
  public JsonObject listed(Tx tx) {
    var keys = all(tx).stream().map(ListedKey::json).toList();
    return JsonObject.with("keys", new JsonArray(keys)).build();
  }

  /** Makes a key that can follow the one in force; the next step is to {@link #rotate} to it. */
  public OwnKey next() {
    return whole(place.next(random));
  }

  /** Retires the key in force, and brings another into force; returns the previous one. */
  public Optional<KeyId> rotate(Tx tx, OwnKey next) {
    var before = store.inForce(tx).map(ListedKey::id);
    before.ifPresent(id -> store.retire(tx, id, clock.instant()));
    if (!store.list(tx, next, clock.instant())) {
      throw new SigningProblem.SigningKeyUsed(next.id().value(), place.called()).asException();
    }
    return before;
  }

  /** Adopts a key in its location after it was brought into force. */
  public void adopt(OwnKey next) {
    place.adopt(next);
  }

  /** Deletes a key that was not brought into force. */
  public void discard(OwnKey next) {
    place.discard(next);
  }

  String sign(OwnKey own, byte[] bytes) {
    try {
      return own.sign(bytes, random);
    } catch (GeneralSecurityException | ProviderException e) {
      throw new SigningProblem.SigningKeyUnusable(place.called(), "does not sign").asException();
    }
  }

  private OwnKey load(ListedKey listed) {
    return whole(
        place
            .find(listed.id())
            .orElseThrow(() ->
                new SigningProblem.SigningKeyMissing(listed.id().value(), place.called())
                    .asException()));
  }

  /** Requires that a key can sign, before anybody relies on it. */
  private OwnKey whole(OwnKey own) {
    try {
      if (own.isWhole(random)) {
        return own;
      }
    } catch (GeneralSecurityException | ProviderException e) {
      // Reported below, without the provider's message, which may tell of a private key.
    }
    throw new SigningProblem.SigningKeyUnusable(place.called(), "does not sign").asException();
  }
}
