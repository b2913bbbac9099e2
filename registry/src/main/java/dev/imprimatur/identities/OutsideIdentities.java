package dev.imprimatur.identities;

import dev.imprimatur.db.Tx;
import java.time.Instant;

/** Everything that is known about people's identities at providers. */
public record OutsideIdentities(
    LinkedIdentities links, ProviderSessions sessions, GivenRights rights) {

  public static OutsideIdentities open() {
    return new OutsideIdentities(new LinkedIdentities(), new ProviderSessions(), new GivenRights());
  }

  /** Forgets what is over. */
  public int sweep(Tx tx, Instant before) {
    return sessions.sweep(tx, before);
  }
}
