package dev.imprimatur.outbound;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;

/**
 * A question to somebody outside.
 *
 * @param bytesMax how long the answer may be
 * @param patience how long all of it may take, from the first look-up to the last byte
 */
public record Ask(URI address, Reach reach, int bytesMax, Duration patience) {

  /** Whom we may talk to. */
  public enum Reach {
    /** Only with https, and only at addresses of the public internet. */
    PUBLIC,
    /** Also plainly, and behind our own walls: only who the operator says so of. */
    INTERNAL
  }

  /**
   * A question to an address that came as text.
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
