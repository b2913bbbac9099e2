package dev.imprimatur.addresses;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * A range of addresses of IPv4 or IPv6 in CIDR notation (RFC 4632, RFC 4291).
 *
 * @param first its first address
 * @param bits the leading bits that all of its addresses have in common
 */
public record AddressRange(InetAddress first, int bits) {
  public AddressRange {
    first = masked(first, bits);
  }

  /** Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or a single address. */
  public static Optional<AddressRange> parse(String text) {
    int slash = text.indexOf('/');
    var address = AddressText.parse(slash < 0 ? text : text.substring(0, slash));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    int most = address.get().getAddress().length * Byte.SIZE;
    if (slash < 0) {
      return Optional.of(new AddressRange(address.get(), most));
    }
    var length = text.substring(slash + 1);
    if (!length.matches("0|[1-9]\\d{0,2}") || Integer.parseInt(length) > most) {
      return Optional.empty();
    }
    return Optional.of(new AddressRange(address.get(), Integer.parseInt(length)));
  }

  public boolean contains(InetAddress address) {
    return address.getAddress().length == first.getAddress().length
        && masked(address, bits).equals(first);
  }

  private static InetAddress masked(InetAddress address, int bits) {
    var bytes = address.getAddress();
    for (int i = 0; i < bytes.length; i++) {
      int kept = Math.clamp(bits - (long) i * Byte.SIZE, 0, Byte.SIZE);
      bytes[i] &= (byte) (0xff << (Byte.SIZE - kept));
    }
    try {
      return InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
