package dev.imprimatur.issuers;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.db.Tx;
import dev.imprimatur.rulebooks.Issuer;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The issuers that nobody added: they follow from the settings of a publisher, and are removed with
 * its last one, as otherwise anybody could create any number of them.
 */
public final class FollowedIssuers {
  private final IssuerStore store;
  private final InstantSource clock;

  FollowedIssuers(IssuerStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /**
   * Adds an issuer, or returns false if it exists; it is not removed until this transaction ends.
   */
  boolean add(Tx tx, Issuer issuer, String by) {
    IssuerTurns.take(tx, issuer.url());
    return store.follow(tx, issuer, clock.instant(), by);
  }

  /** The addresses of all of them. */
  public List<String> all(Tx tx) {
    return store.following(tx);
  }

  /** Removes an issuer unless it is in use; whoever adds a publisher of it at this moment waits. */
  public void removeUnless(Tx tx, String url, BooleanSupplier inUse) {
    IssuerTurns.take(tx, url);
    if (!inUse.getAsBoolean()) {
      store.remove(tx, url);
    }
  }

  /** Returns whether an issuer follows from these settings of a publisher. */
  static boolean isOne(Issuer issuer, Settings settings) {
    return issuer.provider().issuerOf(settings.json()).filter(issuer.url()::equals).isPresent();
  }
}
