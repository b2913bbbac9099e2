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

  /** What is asked of the world, and of whose its packages are. */
  public record World(InstantSource clock, Ids ids, Limits limits, Ownership ownership) {}

  public static Trust of(World world, Providers providers) {
    var clock = world.clock();
    var limits = world.limits();
    var store = new PublisherStore(providers);
    var locks = new Locks();
    return new Trust(
        new Publishers(world, store),
        new Judging(clock, locks, store, world.ownership()),
        new SpentTokens(clock, limits),
        new Drifts(clock, world.ids()),
        new Releases(clock, limits.publishers()),
        locks);
  }
}
