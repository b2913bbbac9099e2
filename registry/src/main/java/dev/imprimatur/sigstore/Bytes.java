package dev.imprimatur.sigstore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Some bytes that nobody changes any more. */
final class Bytes {
  static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  static Bytes ofUtf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the one encoding that these bytes have in standard base64 (RFC 4648, section 4). With a
   * second one, something unsigned could change and everything would still hold.
   */
  static Bytes ofBase64(String text, String what) {
    try {
      var bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return new Bytes(bytes);
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new Refusal(Reason.MALFORMED, what + " is not canonical base64");
  }

  static Bytes concat(Bytes... parts) {
    int length = 0;
    for (var part : parts) {
      length += part.length();
    }
    var all = new byte[length];
    int at = 0;
    for (var part : parts) {
      System.arraycopy(part.content, 0, all, at, part.length());
      at += part.length();
    }
    return new Bytes(all);
  }

  /** A whole number in so many bytes, the highest first. */
  static Bytes ofNumber(long value, int width) {
    var bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[width - 1 - i] = (byte) (value >>> (8 * i));
    }
    return new Bytes(bytes);
  }

  int length() {
    return content.length;
  }

  byte at(int index) {
    return content[index];
  }

  Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  byte[] array() {
    return content.clone();
  }

  String base64() {
    return Base64.getEncoder().encodeToString(content);
  }

  String hex() {
    return HexFormat.of().formatHex(content);
  }

  /** The text that these bytes are in UTF-8, with a mark where they are none. */
  String utf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  Bytes sha256() {
    return digest("SHA-256");
  }

  Bytes digest(String algorithm) {
    try {
      return new Bytes(MessageDigest.getInstance(algorithm).digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("This JDK lacks " + algorithm, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && MessageDigest.isEqual(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  @Override
  public String toString() {
    return hex();
  }
}
