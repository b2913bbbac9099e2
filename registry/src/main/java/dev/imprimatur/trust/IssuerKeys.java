package dev.imprimatur.trust;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.Problem;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of one issuer as we know them.
 *
 * <p>Whoever brings a token signed with a known key never waits. An unknown key is looked for once
 * a minute at most, by one request for everybody, whether the issuer answers or not; so neither a
 * flood of invented keys nor an outage costs more than that.
 */
final class IssuerKeys {
  private static final Logger LOG = System.getLogger(IssuerKeys.class.getName());

  private final Issuer issuer;
  private final KeyFetch fetch;
  private final InstantSource clock;
  private final Limits.Trust limits;

  /** Held while asking the issuer, and for reading or writing {@code attemptedAt}. */
  private final ReentrantLock asking = new ReentrantLock();

  private Instant attemptedAt = Instant.MIN;
  private volatile Optional<KeySet> known = Optional.empty();

  IssuerKeys(Issuer issuer, KeyFetch fetch, InstantSource clock, Limits.Trust limits) {
    this.issuer = issuer;
    this.fetch = fetch;
    this.clock = clock;
    this.limits = limits;
  }

  /** A key set that holds this key, asked for anew if need be. */
  KeySet holding(String keyId) {
    var current = current();
    if (current.filter(keys -> keys.has(keyId)).isPresent()) {
      return current.get();
    }
    askIfDue(current);
    var renewed =
        current()
            .orElseThrow(() ->
                new Problem.KeysUnavailable(issuer.url(), limits.keyRefreshPause()).asException());
    if (!renewed.has(keyId)) {
      throw new Problem.KeyUnknown(issuer.url(), keyId).asException();
    }
    return renewed;
  }

  /** Renews keys that have grown old, so that one the issuer withdrew is forgotten in time. */
  void renewIfOld() {
    var current = known;
    if (current.filter(keys -> ageOf(keys).compareTo(limits.keyRefresh()) >= 0).isPresent()) {
      askIfDue(current);
    }
  }

  /** What is known, unless it is so old that it is no better than nothing. */
  private Optional<KeySet> current() {
    if (issuer.storedKeys().isPresent()) {
      return stored();
    }
    return known.filter(keys -> ageOf(keys).compareTo(limits.keyStaleMax()) < 0);
  }

  private Optional<KeySet> stored() {
    if (known.isEmpty()) {
      known = issuer.storedKeys().flatMap(this::read);
    }
    return known;
  }

  private Duration ageOf(KeySet keys) {
    return Duration.between(keys.fetchedAt(), clock.instant());
  }

  /** Whoever waited here for another's question needs not ask it again. */
  private void askIfDue(Optional<KeySet> before) {
    if (issuer.storedKeys().isPresent()) {
      return;
    }
    asking.lock();
    try {
      boolean answered = !known.equals(before) && current().isPresent();
      if (!answered && !clock.instant().isBefore(attemptedAt.plus(limits.keyRefreshPause()))) {
        attemptedAt = clock.instant();
        ask();
      }
    } finally {
      asking.unlock();
    }
  }

  private void ask() {
    try {
      read(fetch.keys(issuer))
          .ifPresentOrElse(
              keys -> {
                known = Optional.of(keys);
                LOG.log(Level.INFO, "issuer={0}: its keys are {1}", issuer.url(), keys);
              },
              () -> LOG.log(Level.WARNING, "issuer={0}: it has no usable key", issuer.url()));
    } catch (IOException e) {
      LOG.log(Level.WARNING, "issuer={0}: {1}", issuer.url(), e.getMessage());
    }
  }

  private Optional<KeySet> read(dev.imprimatur.json.JsonObject json) {
    return KeySet.read(issuer, json, limits.keysMax(), clock.instant());
  }
}
