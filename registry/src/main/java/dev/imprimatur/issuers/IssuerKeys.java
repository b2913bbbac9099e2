package dev.imprimatur.issuers;

import dev.imprimatur.jose.KeySet;
import dev.imprimatur.jose.SignedToken;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ExchangeProblem.KeyUnknown.Among;
import dev.imprimatur.rulebooks.Issuer;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The keys of one issuer as they were last fetched or stored.
 *
 * <p>A request with a token that a known key signed never waits. An unknown key is looked for once
 * a minute at most, by one request for everybody, whether the issuer answers or not; so neither a
 * flood of invented keys nor an outage costs more than that.
 */
final class IssuerKeys {
  private static final Logger LOG = System.getLogger(IssuerKeys.class.getName());

  private static final String NOTHING_STORED =
      "none that may be used is stored here; store its keys anew";

  private final Issuer issuer;
  private final KeyFetch fetch;
  private final InstantSource clock;
  private final Limits.Trust limits;

  /** Held while asking the issuer, and for reading or writing {@code attemptedAt}. */
  private final ReentrantLock asking = new ReentrantLock();

  private Instant attemptedAt = Instant.MIN;
  private volatile Optional<KeySet> known;
  private volatile Optional<String> failure = Optional.empty();

  IssuerKeys(Issuer issuer, KeyFetch fetch, InstantSource clock, Limits.Trust limits) {
    this.issuer = issuer;
    this.fetch = fetch;
    this.clock = clock;
    this.limits = limits;
    this.known =
        issuer
            .reach()
            .storedKeys()
            .flatMap(stored -> KeySet.read(source(issuer, limits), stored.json(), stored.since()));
  }

  static KeySet.Source source(Issuer issuer, Limits.Trust limits) {
    return new KeySet.Source(issuer.url(), issuer.provider().keyUse(), limits.keysMax());
  }

  /** Returns whether these are the keys of this very issuer, with these very terms. */
  boolean isOf(Issuer other) {
    return issuer.equals(other);
  }

  /**
   * The status of the keys.
   *
   * @param since sets from before this moment are not to be used any more
   */
  KeySetStatus health(Instant since) {
    var current = current(since);
    return new KeySetStatus(
        current.map(KeySet::ids).orElse(List.of()),
        current.map(KeySet::fetchedAt),
        areStored() && current.isEmpty() ? Optional.of(NOTHING_STORED) : failure);
  }

  /**
   * Returns a key set that holds the key of this token, fetched anew if need be.
   *
   * @param since sets from before this moment are not to be used any more
   */
  KeySet holdingKeyOf(SignedToken token, Instant since) {
    var current = current(since);
    if (current.filter(keys -> keys.hasKeyOf(token)).isPresent()) {
      return current.get();
    }
    if (areStored()) {
      throw new ExchangeProblem.KeyUnknown(issuer.url(), token.keyId().orElse(""), Among.STORED)
          .asException();
    }
    askIfDue(keys -> current.filter(keys::equals).isEmpty(), since);
    var renewed =
        current(since)
            .orElseThrow(() ->
                new ExchangeProblem.KeysUnavailable(issuer.url(), limits.keyRefreshPause())
                    .asException());
    if (!renewed.hasKeyOf(token)) {
      throw new ExchangeProblem.KeyUnknown(issuer.url(), token.keyId().orElse("")).asException();
    }
    return renewed;
  }

  /** Renews keys that have grown old, so that one that the issuer withdrew is forgotten in time. */
  void renewIfOld(Instant since) {
    var current = known;
    if (current.filter(keys -> ageOf(keys).compareTo(limits.keyRefresh()) >= 0).isPresent()
        || current.filter(keys -> keys.fetchedAt().isBefore(since)).isPresent()) {
      askIfDue(keys -> current.filter(keys::equals).isEmpty(), since);
    }
  }

  /**
   * Fetches the keys now, however recently they were fetched; for an operator who wants to know.
   */
  KeySetStatus test(Instant since) {
    if (!areStored()) {
      asking.lock();
      try {
        attemptedAt = clock.instant();
        ask();
      } finally {
        asking.unlock();
      }
    }
    return health(since);
  }

  /** The known key set, unless it is so old that it must not be used. */
  private Optional<KeySet> current(Instant since) {
    return known
        .filter(keys -> areStored() || ageOf(keys).compareTo(limits.keyStaleMax()) < 0)
        .filter(keys -> !keys.fetchedAt().isBefore(since));
  }

  private boolean areStored() {
    return issuer.reach().storedKeys().isPresent();
  }

  private Duration ageOf(KeySet keys) {
    return Duration.between(keys.fetchedAt(), clock.instant());
  }

  /**
   * Fetches the keys if that is due; a request that waited here for another's fetch needs none.
   *
   * @param isNew whether the caller has not seen a key set before
   */
  private void askIfDue(Predicate<KeySet> isNew, Instant since) {
    if (areStored()) {
      return;
    }
    asking.lock();
    try {
      boolean answered = current(since).filter(isNew).isPresent();
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
      var keys = read(fetch.keys(issuer));
      failure = keys.isPresent() ? Optional.empty() : Optional.of("it has no usable key");
      if (keys.isPresent()) {
        known = keys;
        LOG.log(Level.INFO, "issuer={0}: its keys are {1}", issuer.url(), keys.get());
      }
    } catch (IOException e) {
      failure = Optional.ofNullable(e.getMessage());
    }
    failure.ifPresent(why -> LOG.log(Level.WARNING, "issuer={0}: {1}", issuer.url(), why));
  }

  private Optional<KeySet> read(JsonObject json) {
    return KeySet.read(source(issuer, limits), json, clock.instant());
  }
}
