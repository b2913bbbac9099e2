package dev.imprimatur.trust;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.providers.Providers;
import java.time.InstantSource;

/** Everything that is known about outside identities. */
public record Trust(
    Publishers publishers,
    PublisherMatcher matcher,
    RedeemedTokens redeemedTokens,
    Drifts drifts,
    BurstLimit releases,
    Locks locks) {

  /** Builds all of it for these CI systems. */
  public Trust(
      InstantSource clock, Ids ids, Limits limits, Ownership ownership, Providers providers) {
    var store = new PublisherStore(providers);
    var locks = new Locks();
    this(
        new Publishers(clock, ids, limits.publishers(), ownership, store),
        new PublisherMatcher(clock, locks, store, ownership),
        new RedeemedTokens(clock, limits),
        new Drifts(clock, ids),
        new BurstLimit(clock, limits.publishers()),
        locks);
  }
}
