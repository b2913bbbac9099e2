package dev.imprimatur.issuers;

import dev.imprimatur.db.Tx;

/**
 * The turns of issuers: one is not taken away, nor are its jobs told apart in another way, while
 * somebody adds a publisher of it, nor is it switched off while one of its jobs publishes. They
 * come after those of names, never before.
 */
public final class IssuerTurns {
  private IssuerTurns() {}

  /** To take an issuer away, to change it, or to switch it off. */
  public static void take(Tx tx, String url) {
    tx.takeTurns(turn(url));
  }

  /** To rely on one; as many as want to do so at once. */
  public static void share(Tx tx, String url) {
    tx.shareTurns(turn(url));
  }

  private static String turn(String url) {
    return "issuer " + url;
  }
}
