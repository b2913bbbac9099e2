package dev.imprimatur.addresses;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The proxies that are believed when they say which address a request came from, and the header in
 * which they say it. Only one header is read: a proxy adds to the one that it knows, and lets pass
 * whatever a client wrote into the other.
 */
public record TrustedProxies(List<AddressRange> ranges, ForwardedHeader header) {
  /** Nobody is believed. */
  public static final TrustedProxies NONE =
      new TrustedProxies(List.of(), ForwardedHeader.X_FORWARDED_FOR);

  public TrustedProxies {
    ranges = List.copyOf(ranges);
  }

  /** The header that proxies write the client's address into. */
  public enum ForwardedHeader {
    X_FORWARDED_FOR("X-Forwarded-For"),

    /** The one of RFC 7239. */
    FORWARDED("Forwarded");

    private final String title;

    ForwardedHeader(String title) {
      this.title = title;
    }

    public String title() {
      return title;
    }
  }

  public boolean trusts(InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  /**
   * Finds the client's address: the one farthest to the right in the header that is no proxy's of
   * ours. Whatever stands left of it was written by whoever is at that address. A proxy that says
   * nothing readable stands for its clients.
   *
   * @param peer the other end of the connection
   * @param values the header, each time that it is there
   */
  public String client(String peer, List<String> values) {
    boolean plain = peer.indexOf(':') < 0;
    if (ranges.isEmpty() && plain) {
      return peer;
    }
    var address = AddressText.parseOfProxy(peer);
    if (address.isEmpty()) {
      return peer;
    }
    var client = address.get();
    for (var hop : hops(values).reversed()) {
      if (!trusts(client)) {
        break;
      }
      var before = before(hop);
      if (before.isEmpty()) {
        break;
      }
      client = before.get();
    }
    return client.getHostAddress();
  }

  /**
   * Splits at every comma, in quotes or not: an address holds none, and a quotation mark that a
   * client left open must not swallow what the proxy wrote behind it.
   */
  private static List<String> hops(List<String> values) {
    var hops = new ArrayList<String>();
    for (var value : values) {
      Stream.of(value.split(",", -1))
          .map(String::strip)
          .filter(hop -> !hop.isEmpty())
          .forEach(hops::add);
    }
    return hops;
  }

  private Optional<InetAddress> before(String hop) {
    return switch (header) {
      case X_FORWARDED_FOR -> AddressText.parseOfProxy(hop);
      case FORWARDED ->
          Stream.of(hop.split(";", -1))
              .map(String::strip)
              .filter(pair -> pair.regionMatches(true, 0, "for=", 0, 4))
              .map(pair -> pair.substring(4).strip().replaceAll("^\"|\"$", ""))
              .findFirst()
              .flatMap(AddressText::parseOfProxy);
    };
  }
}
