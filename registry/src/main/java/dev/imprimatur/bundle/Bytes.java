package dev.imprimatur.bundle;

import dev.imprimatur.digests.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** An immutable sequence of bytes. */
public final class Bytes {
  public static final Bytes NONE = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  public static Bytes ofUtf8(String text) {
    return new Bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads the one encoding that these bytes have in standard base64 (RFC 4648, section 4). With a
   * second one, something unsigned could change and everything would still hold.
   */
  public static Bytes ofBase64(String text, String what) {
    try {
      var bytes = Base64.getDecoder().decode(text);
      if (Base64.getEncoder().encodeToString(bytes).equals(text)) {
        return new Bytes(bytes);
      }
    } catch (IllegalArgumentException e) {
      // Reported below.
    }
    throw new Refusal(Reason.MALFORMED, what + " is not canonical base64");
  }

  public static Bytes concat(Bytes... parts) {
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

  /** Writes a whole number in this many bytes, the highest first. */
  public static Bytes ofNumber(long value, int width) {
    var bytes = new byte[width];
    for (int i = 0; i < width; i++) {
      bytes[width - 1 - i] = (byte) (value >>> (8 * i));
    }
    return new Bytes(bytes);
  }

  public int length() {
    return content.length;
  }

  public byte at(int index) {
    return content[index];
  }

  public Bytes slice(int from, int to) {
    return new Bytes(Arrays.copyOfRange(content, from, to));
  }

  public byte[] array() {
    return content.clone();
  }

  public String base64() {
    return Base64.getEncoder().encodeToString(content);
  }

  public String hex() {
    return HexFormat.of().formatHex(content);
  }

  /** Decodes these bytes as UTF-8, with a replacement mark where they are none. */
  public String utf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  public Bytes sha256() {
    return digest(HashAlgorithm.SHA_256);
  }

  public Bytes digest(HashAlgorithm algorithm) {
    return new Bytes(algorithm.digest(content));
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
