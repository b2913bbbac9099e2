package dev.imprimatur.trust;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.providers.Providers;
import java.time.InstantSource;

/** Everything that is known about outside identities. */
public record Trust(
    Publishers publishers,
    Judging judging,
    SpentTokens spentTokens,
    Drifts drifts,
    Releases releases,
    Locks locks) {

  public static Trust of(InstantSource clock, Ids ids, Limits limits, Providers providers) {
    var store = new PublisherStore(providers);
    var locks = new Locks();
    return new Trust(
        new Publishers(clock, ids, limits.publishers(), store),
        new Judging(clock, locks, store),
        new SpentTokens(clock, limits),
        new Drifts(clock, ids),
        new Releases(clock, limits.publishers()),
        locks);
  }
}
