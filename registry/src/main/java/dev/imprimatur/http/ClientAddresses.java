package dev.imprimatur.http;

import dev.imprimatur.addresses.AddressText;
import dev.imprimatur.addresses.TrustedProxies;
import dev.imprimatur.addresses.TrustedProxies.ForwardedHeader;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.Request;

/** The addresses that requests come from, as far as proxies are believed to say them. */
public final class ClientAddresses {
  /** The address of a client that has gone before anybody asked. */
  private static final String GONE = "-";

  private final TrustedProxies proxies;
  private final AtomicBoolean told = new AtomicBoolean();

  public ClientAddresses(TrustedProxies proxies) {
    this.proxies = proxies;
  }

  boolean trusts(InetAddress address) {
    return proxies.trusts(address);
  }

  String of(Request request) {
    var peer = Objects.requireNonNullElse(Request.getRemoteAddr(request), GONE);
    return proxies.client(
        peer,
        proxies.ranges().isEmpty()
            ? List.of()
            : request.getHeaders().getValuesList(proxies.header().title()));
  }

  /**
   * Warns the operator, and once, of a proxy in their own network that they have not named: one
   * address stands for all of its clients, also for quotas and throttles.
   */
  Optional<String> unnamed(Request request) {
    if (!proxies.ranges().isEmpty() || told.get() || !isForwarded(request)) {
      return Optional.empty();
    }
    return AddressText.parseOfProxy(
            Objects.requireNonNullElse(Request.getRemoteAddr(request), GONE))
        .filter(ClientAddresses::isNear)
        .filter(peer -> !told.getAndSet(true))
        .map(peer ->
            ("Requests come through a proxy at %s that is not named: its address stands for all who"
                    + " come by it. Set trustedProxies: [%s].")
                .formatted(peer.getHostAddress(), peer.getHostAddress()));
  }

  private static boolean isForwarded(Request request) {
    var headers = request.getHeaders();
    return headers.contains(ForwardedHeader.X_FORWARDED_FOR.title())
        || headers.contains(ForwardedHeader.FORWARDED.title());
  }

  /** Returns whether it is of this machine or of a private network, where proxies are. */
  private static boolean isNear(InetAddress address) {
    boolean unique = address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc;
    return unique || address.isLoopbackAddress() || address.isSiteLocalAddress();
  }
}
