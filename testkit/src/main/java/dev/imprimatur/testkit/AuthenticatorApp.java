package dev.imprimatur.testkit;

import java.math.BigInteger;
import java.nio.ByteBuffer;
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
    for (int i = 0; i < base32.length(); i++) {
      number = number.shiftLeft(5).or(BigInteger.valueOf(BASE32.indexOf(base32.charAt(i))));
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
      var hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int number = ByteBuffer.wrap(hash).getInt(hash[19] & 0xf) & Integer.MAX_VALUE;
      return "%06d".formatted(number % 1_000_000);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
