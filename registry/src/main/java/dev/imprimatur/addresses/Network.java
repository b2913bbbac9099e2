package dev.imprimatur.addresses;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The network of an address, as the smallest thing that belongs to one client: whoever has an
 * address of IPv6 has the 2^64 beside it (RFC 4291, section 2.5.4).
 */
public record Network(String value) {
  private static final int BYTES = 8;

  public static Network of(InetAddress address) {
    var bytes = address.getAddress();
    return new Network(
        HexFormat.of().formatHex(Arrays.copyOf(bytes, Math.min(bytes.length, BYTES))));
  }

  /** Finds the network of an address as a request has it; a text that is none is its own. */
  public static Network of(String address) {
    return AddressText.parseOfProxy(address).map(Network::of).orElseGet(() -> new Network(address));
  }
}
