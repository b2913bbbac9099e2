package dev.imprimatur.trust;

import dev.imprimatur.ids.Ids;
import dev.imprimatur.limits.Limits;
import java.time.InstantSource;

/** Everything that is known about outside identities. */
public record Trust(
    Publishers publishers,
    Judging judging,
    SpentTokens spentTokens,
    Drifts drifts,
    Releases releases,
    Locks locks) {

  public static Trust of(InstantSource clock, Ids ids, Limits limits) {
    var locks = new Locks();
    return new Trust(
        new Publishers(clock, ids, limits.publishers()),
        new Judging(clock, locks),
        new SpentTokens(clock, limits),
        new Drifts(clock, ids),
        new Releases(clock, limits.publishers()),
        locks);
  }
}
