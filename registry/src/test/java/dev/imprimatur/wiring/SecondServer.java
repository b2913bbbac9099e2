package dev.imprimatur.wiring;

import dev.imprimatur.config.Config;
import dev.imprimatur.limits.Limits;
import java.util.Map;

/** A second server of the same registry: another process, with the same database and blobs. */
public final class SecondServer implements AutoCloseable {
  private final Registry registry;
  private final Port port;
  private final RefusalInvariants invariants;

  SecondServer(Config config, Limits limits, Environment world, RefusalInvariants invariants) {
    this.invariants = invariants;
    registry = new Registry(config, limits, world);
    port = Port.open(registry);
  }

  public Client with(String token) {
    return port.client(Map.of("authorization", "Bearer " + token), invariants);
  }

  public Client.Answer exchange(String name, String idToken) {
    return with(idToken)
        .post("/-/npm/v1/oidc/token/exchange/package/" + name.replace("/", "%2f"), "");
  }

  /** Sends every notification that is due now. */
  public void tell() throws InterruptedException {
    registry.useCases.dispatcher.once();
  }

  /** Cuts the server off from the database in the middle of whatever it does. */
  public void dies() {
    registry.db.close();
    port.close();
  }

  @Override
  public void close() {
    port.close();
    registry.close();
  }
}
