package dev.imprimatur.secondfactor;

import dev.imprimatur.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One-time passwords by the clock (RFC 6238), as every authenticator app makes them: six digits,
 * SHA-1, a new one every 30 seconds.
 */
final class Totp {
  static final Duration STEP = Duration.ofSeconds(30);

  private static final int KEY_BYTES = 20;
  private static final int DIGITS = 6;
  private static final int MODULUS = 1_000_000;
  private static final String ALGORITHM = "HmacSHA1";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int BASE32_BITS = 5;

  /** The steps by which the clocks of a phone and of this registry may differ. */
  private static final int DRIFT = 1;

  private final Secret key;

  /** Takes a key in base32 (RFC 4648, section 6), without padding. */
  Totp(Secret key) {
    this.key = key;
  }

  static Totp draw(RandomGenerator random) {
    var bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    return new Totp(Secret.of(base32(bytes)));
  }

  Secret key() {
    return key;
  }

  /**
   * Finds the step that a code belongs to, among the present one and those beside it; all of them
   * are looked at, whichever it is.
   */
  OptionalLong step(Secret code, Instant now) {
    long present = now.getEpochSecond() / STEP.toSeconds();
    long found = -1;
    for (long step = present - DRIFT; step <= present + DRIFT; step++) {
      found = Secret.of(code(step)).equals(code) ? step : found;
    }
    return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
  }

  /** The code of a step (RFC 4226, section 5.3). */
  String code(long step) {
    var hash = hmac(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int offset = hash[hash.length - 1] & 0xf;
    int number = ByteBuffer.wrap(hash).getInt(offset) & Integer.MAX_VALUE;
    var digits = Integer.toString(number % MODULUS);
    return "0".repeat(DIGITS - digits.length()) + digits;
  }

  private byte[] hmac(byte[] message) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(bytes(key.reveal()), ALGORITHM));
      return mac.doFinal(message);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
    }
  }

  static String base32(byte[] bytes) {
    var text = new StringBuilder();
    int bits = 0;
    int held = 0;
    for (byte each : bytes) {
      bits = (bits << Byte.SIZE) | Byte.toUnsignedInt(each);
      for (held += Byte.SIZE; held >= BASE32_BITS; held -= BASE32_BITS) {
        text.append(BASE32.charAt((bits >> (held - BASE32_BITS)) & 0x1f));
      }
      bits &= (1 << held) - 1;
    }
    if (held > 0) {
      text.append(BASE32.charAt((bits << (BASE32_BITS - held)) & 0x1f));
    }
    return text.toString();
  }

  static byte[] bytes(String base32) {
    var bytes = ByteBuffer.allocate(base32.length() * BASE32_BITS / Byte.SIZE);
    int bits = 0;
    int held = 0;
    for (int i = 0; i < base32.length(); i++) {
      bits = (bits << BASE32_BITS) | BASE32.indexOf(base32.charAt(i));
      held += BASE32_BITS;
      if (held >= Byte.SIZE) {
        held -= Byte.SIZE;
        bytes.put((byte) (bits >> held));
        bits &= (1 << held) - 1;
      }
    }
    return bytes.array();
  }
}
