package dev.imprimatur.outbound;

import java.nio.ByteBuffer;

/**
 * An answer from somebody outside.
 *
 * @param contentType empty if it did not say
 */
public record Answer(int status, String contentType, ByteBuffer body) {
  private static final int OK = 200;
  private static final int REDIRECT = 300;

  /** Returns whether it is what was asked for; a redirect is not. */
  public boolean good() {
    return status >= OK && status < REDIRECT;
  }

  public byte[] bytes() {
    var bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
