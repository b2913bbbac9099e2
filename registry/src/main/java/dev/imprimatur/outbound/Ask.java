package dev.imprimatur.outbound;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * A question to somebody outside.
 *
 * @param bytesMax the longest answer
 * @param patience the longest that all of it may take, from the first look-up to the last byte
 */
public record Ask(URI address, Reach reach, int bytesMax, Duration patience) {

  /** The reach of a request: the addresses that it may go to. */
  public enum Reach {
    /** Only with https, and only at addresses of the public internet. */
    PUBLIC,
    /** Also plain http, and private addresses; only where the operator says so. */
    INTERNAL
  }

  /**
   * Parses an address to ask that came as text.
   *
   * @throws IOException when the text is no address that may be asked
   */
  public static URI address(String text) throws IOException {
    try {
      var address = URI.create(text);
      if (address.getHost() == null || address.getRawUserInfo() != null) {
        throw new IOException("one of its addresses has no host, or a user");
      }
      return address;
    } catch (IllegalArgumentException e) {
      throw new IOException("one of its addresses is none", e);
    }
  }
}
