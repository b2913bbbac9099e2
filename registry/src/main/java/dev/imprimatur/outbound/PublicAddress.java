package dev.imprimatur.outbound;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;

/** The distinction between addresses of the public internet and private ones (RFC 6890). */
final class PublicAddress {
  private PublicAddress() {}

  static boolean is(InetAddress address) {
    if (address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    var bytes = address.getAddress();
    return switch (address) {
      case Inet4Address _ -> isPublic4(bytes[0] & 0xff, bytes[1] & 0xff);
      // Not unique local (fc00::/7), nor anything else outside 2000::/3, which is all that is
      // assigned.
      case Inet6Address _ -> (bytes[0] & 0xe0) == 0x20 && !isTunnel(bytes);
      default -> false;
    };
  }

  private static boolean isPublic4(int first, int second) {
    return first != 0
        && first < 240
        && !(first == 100 && second >= 64 && second < 128)
        && !(first == 192 && second == 0)
        && !(first == 198 && (second == 18 || second == 19));
  }

  /** Recognises 6to4 (2002::/16) and Teredo (2001:0::/32), which carry any IPv4 address inside. */
  private static boolean isTunnel(byte[] bytes) {
    return (bytes[0] == 0x20 && bytes[1] == 0x02)
        || (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0 && bytes[3] == 0);
  }
}
