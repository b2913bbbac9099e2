package dev.imprimatur.issuers;

import dev.imprimatur.claimrules.Settings;
import dev.imprimatur.db.Tx;
import dev.imprimatur.rulebooks.Issuer;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Issuers that nobody added: they follow from the settings of a publisher, and go with the last one
 * of theirs, or else anybody could make as many as he likes.
 */
public final class FollowedIssuers {
  private final IssuerStore store;
  private final InstantSource clock;

  FollowedIssuers(IssuerStore store, InstantSource clock) {
    this.store = store;
    this.clock = clock;
  }

  /** Adds one, or returns false if it is there; until this transaction ends it is not removed. */
  boolean add(Tx tx, Issuer issuer, String by) {
    IssuerTurns.take(tx, issuer.url());
    return store.follow(tx, issuer, clock.instant(), by);
  }

  /** The addresses of all. */
  public List<String> all(Tx tx) {
    return store.following(tx);
  }

  /** Removes one unless it is in use; whoever adds a publisher of it at this moment waits. */
  public void removeUnless(Tx tx, String url, BooleanSupplier inUse) {
    IssuerTurns.take(tx, url);
    if (!inUse.getAsBoolean()) {
      store.remove(tx, url);
    }
  }

  /** Whether it is one for a publisher with these settings. */
  static boolean isOne(Issuer issuer, Settings settings) {
    return issuer.provider().issuerOf(settings.json()).filter(issuer.url()::equals).isPresent();
  }
}
