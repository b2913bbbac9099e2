package dev.imprimatur.main;

import dev.imprimatur.config.Config;
import dev.imprimatur.http.HttpServer;
import dev.imprimatur.limits.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;

/** A second server of the same registry: another process, with the same database and blobs. */
public final class Sibling implements AutoCloseable {
  private final Registry registry;
  private final HttpServer server;
  private final Traces traces;

  Sibling(Config config, Limits limits, World world, Traces traces) {
    this.traces = traces;
    registry = new Registry(config, limits, world);
    try {
      server = registry.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Client with(String token) {
    var address = URI.create("http://127.0.0.1:" + server.port());
    return new Client(address, Map.of("authorization", "Bearer " + token), traces);
  }

  public Client.Answer exchange(String name, String idToken) {
    return with(idToken)
        .post("/-/npm/v1/oidc/token/exchange/package/" + name.replace("/", "%2f"), "");
  }

  /** Tells everything that is due now. */
  public void tell() throws InterruptedException {
    registry.counters.messenger.once();
  }

  /** It is cut off from the database in the middle of whatever it does. */
  public void dies() {
    registry.db.close();
    server.close();
  }

  @Override
  public void close() {
    server.close();
    registry.close();
  }
}
