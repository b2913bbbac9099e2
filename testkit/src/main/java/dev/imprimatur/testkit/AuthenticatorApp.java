package dev.imprimatur.testkit;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** An authenticator app (RFC 6238) with the one key that somebody typed into it. */
public final class AuthenticatorApp {
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final byte[] key;

  /** Takes a key in base32, without padding. */
  public AuthenticatorApp(String base32) {
    var number = BigInteger.ONE;
    for (char letter : base32.toCharArray()) {
      number = number.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(letter)));
    }
    int bits = base32.length() * 5;
    var bytes = number.shiftRight(bits % 8).toByteArray();
    // The one in front keeps the zeros behind it.
    this.key = Arrays.copyOfRange(bytes, bytes.length - bits / 8, bytes.length);
  }

  /** Returns the code that it shows at a moment. */
  public String code(Instant now) {
    try {
      var mac = Mac.getInstance("HmacSHA1");
      mac.init(new SecretKeySpec(key, "HmacSHA1"));
      long step = now.getEpochSecond() / 30;
      var message = new byte[8];
      for (int i = 0; i < 8; i++) {
        message[i] = (byte) (step >>> 56 - 8 * i);
      }
      var hash = mac.doFinal(message);
      int offset = hash[19] & 0xf;
      int number =
          (hash[offset] & 0x7f) << 24
              | (hash[offset + 1] & 0xff) << 16
              | (hash[offset + 2] & 0xff) << 8
              | hash[offset + 3] & 0xff;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
