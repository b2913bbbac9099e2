package dev.imprimatur.issuers;

import dev.imprimatur.db.Tx;

/**
 * The turns of issuers: an issuer is not removed, nor are its jobs told apart in another way, while
 * somebody adds a publisher of it; nor is it switched off while one of its jobs publishes. These
 * turns come after those of names, never before.
 */
public final class IssuerTurns {
  private IssuerTurns() {}

  /** Takes the turn to remove an issuer, to change it, or to switch it off. */
  public static void take(Tx tx, String url) {
    tx.takeTurns(turn(url));
  }

  /** Shares the turn of an issuer with all who rely on it at once. */
  public static void share(Tx tx, String url) {
    tx.shareTurns(turn(url));
  }

  private static String turn(String url) {
    return "issuer " + url;
  }
}
