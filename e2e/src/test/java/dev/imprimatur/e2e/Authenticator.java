package dev.imprimatur.e2e;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * An authenticator app (RFC 6238) on the phone of somebody. Its clock is half a minute ahead once
 * it has shown a code, as a registry takes each code for one purpose only.
 */
final class Authenticator {
  private static final int STEP_SECONDS = 30;
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final Pattern KEY = Pattern.compile("secret=([A-Z2-7]+)");

  private final byte[] key;
  private long shown;

  /** Reads the key from an address that begins with {@code otpauth:}. */
  Authenticator(String address) {
    var found = KEY.matcher(address);
    if (!found.find()) {
      throw new AssertionError("There is no key in " + address);
    }
    this.key = bytes(found.group(1));
  }

  /** Shows a code that was not shown before. */
  String code() {
    shown = Math.max(shown + 1, Instant.now().getEpochSecond() / STEP_SECONDS);
    return code(shown);
  }

  private String code(long step) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf;
      int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String base32) {
    var bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
    long held = 0;
    int bits = 0;
    for (int i = 0; i < base32.length(); i++) {
      held = (held << 5) | BASE32.indexOf(base32.charAt(i));
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.put((byte) (held >> bits));
        held &= (1L << bits) - 1;
      }
    }
    return bytes.array();
  }
}
