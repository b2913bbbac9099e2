package dev.imprimatur.addresses;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An address of the internet as a text, read strictly: {@link InetAddress} by itself takes {@code
 * 10.1} and {@code 010.0.0.1} for addresses, which others read as different ones.
 */
public final class AddressText {
  private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");
  private static final Pattern V4_WITH_PORT = Pattern.compile("([0-9.]{7,15}):\\d{1,5}");
  private static final Pattern V6_IN_BRACKETS = Pattern.compile("\\[([^\\]]{2,80})\\](:\\d{1,5})?");
  private static final int LENGTH_MAX = 100;

  private AddressText() {}

  /** Reads an address and nothing else; one of IPv4 that is written as IPv6 is of IPv4. */
  public static Optional<InetAddress> parse(String text) {
    if (text.length() > LENGTH_MAX || !(V4.matcher(text).matches() || V6.matcher(text).matches())) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Reads an address as sockets and proxies write it, perhaps with a port, and for IPv6 with
   * brackets and a zone (RFC 4007, section 11), which means nothing on another machine.
   */
  public static Optional<InetAddress> parseOfProxy(String text) {
    if (text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    var v4 = V4_WITH_PORT.matcher(text);
    if (v4.matches()) {
      return parse(v4.group(1));
    }
    var v6 = V6_IN_BRACKETS.matcher(text);
    var literal = v6.matches() ? v6.group(1) : text;
    int zone = literal.indexOf('%');
    return parse(zone > 0 ? literal.substring(0, zone) : literal);
  }
}
