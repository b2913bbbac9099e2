package dev.imprimatur.digests;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A hash function (FIPS 180-4). */
public enum HashAlgorithm {
  /** SHA-1, which proves nothing any more; npm's {@code shasum} is one. */
  SHA_1("SHA-1"),
  SHA_256("SHA-256"),
  SHA_384("SHA-384"),
  SHA_512("SHA-512");

  private final String name;

  HashAlgorithm(String name) {
    this.name = name;
  }

  /** Returns a digest that has seen nothing yet; for one thread. */
  public MessageDigest start() {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("Every JDK has " + name, impossible);
    }
  }

  public byte[] digest(byte[] bytes) {
    return start().digest(bytes);
  }

  /** Computes the digest of bytes in hex, in lower case. */
  public String hex(byte[] bytes) {
    return HexFormat.of().formatHex(digest(bytes));
  }

  /** Computes the digest of the text in UTF-8 in hex, in lower case. */
  public String hex(String text) {
    return hex(text.getBytes(UTF_8));
  }
}
