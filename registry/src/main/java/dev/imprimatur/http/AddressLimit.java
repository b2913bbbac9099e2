package dev.imprimatur.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/**
 * The limit of open connections from one address, so that nobody holds all that there may be. A few
 * connections more are let in, and their first request is answered with the reason; those beyond
 * are closed.
 *
 * <p>A proxy in front of us is one address for all clients behind it, as no forwarded header is
 * believed; so the limit is far above what a proxy opens by itself, and no defence against floods.
 */
final class AddressLimit implements Connection.Listener {
  /** The number of connections that are told at one time. */
  private static final int TOLD_MAX = 16;

  /**
   * The bytes of an IPv6 network: whoever has one address has the 2^64 beside it (RFC 4291, section
   * 2.5.4).
   */
  private static final int NETWORK_BYTES = 8;

  private final int connectionsMax;
  private final Map<String, Integer> open = new ConcurrentHashMap<>();
  private final Map<Connection, Place> places = new ConcurrentHashMap<>();

  /** The network of a connection, and whether it is one too many. */
  private record Place(String network, boolean isTooMany) {}

  AddressLimit(int connectionsMax) {
    this.connectionsMax = connectionsMax;
  }

  @Override
  public void onOpened(Connection connection) {
    var endPoint = connection.getEndPoint();
    if (!(endPoint.getRemoteSocketAddress() instanceof InetSocketAddress remote)) {
      return;
    }
    var network = network(remote.getAddress());
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

  static String network(InetAddress address) {
    var bytes = address.getAddress();
    return HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, NETWORK_BYTES)));
  }
}
