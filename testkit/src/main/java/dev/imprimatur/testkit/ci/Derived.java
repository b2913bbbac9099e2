package dev.imprimatur.testkit.ci;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.UUID;

/** Ids that follow from names, so that the same project has the same ids in every run. */
public final class Derived {
  private Derived() {}

  /** Returns a number of nine digits, the same for every spelling of a name. */
  public static String number(String name) {
    long number = ByteBuffer.wrap(sha256(name.toLowerCase(Locale.ROOT))).getLong();
    return Long.toString(100_000_000L + Math.floorMod(number, 900_000_000L));
  }

  /** Returns a commit, as 40 hex digits. */
  public static String commit(String seed) {
    return HexFormat.of().formatHex(sha256(seed), 0, 20);
  }

  /** Returns a UUID, the same for every spelling of a name. */
  public static String uuid(String name) {
    return UUID.nameUUIDFromBytes(name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8))
        .toString();
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
