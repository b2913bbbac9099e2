package dev.imprimatur.http;

import dev.imprimatur.addresses.Network;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * The limit of open connections from one address, so that nobody holds all that there may be. A few
 * connections more are let in, and their first request is answered with the reason; those beyond
 * are closed.
 *
 * <p>A proxy in front of us is one address for all clients behind it. One that is trusted has no
 * limit; for the sake of others the limit is far above what a proxy opens by itself, and no defence
 * against floods.
 */
final class AddressLimit implements Connection.Listener {
  /** The number of connections that are told at one time. */
  private static final int TOLD_MAX = 16;

  private final int connectionsMax;
  private final ClientAddresses clients;
  private final Map<Network, Integer> open = new ConcurrentHashMap<>();
  private final Map<Connection, Place> places = new ConcurrentHashMap<>();

  /** The network of a connection, and whether it is one too many. */
  private record Place(Network network, boolean isTooMany) {}

  AddressLimit(int connectionsMax, ClientAddresses clients) {
    this.connectionsMax = connectionsMax;
    this.clients = clients;
  }

  @Override
  public void onOpened(Connection connection) {
    var endPoint = connection.getEndPoint();
    if (!(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote)
        || clients.trusts(remote.getAddress())) {
      return;
    }
    var network = Network.of(remote.getAddress());
    int count = open.merge(network, 1, Integer::sum);
    places.put(connection, new Place(network, count > connectionsMax));
    if (count > connectionsMax + TOLD_MAX) {
      endPoint.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    Optional.ofNullable(places.remove(connection))
        .ifPresent(place ->
            open.computeIfPresent(
                place.network(), (network, count) -> count == 1 ? null : count - 1));
  }

  /** Returns whether it was opened when its address had as many as it may have. */
  boolean isOneTooMany(Connection connection) {
    var place = places.get(connection);
    return place != null && place.isTooMany();
  }
}
