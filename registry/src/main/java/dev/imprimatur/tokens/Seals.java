package dev.imprimatur.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.db.Database;
import dev.imprimatur.db.Tx;
import dev.imprimatur.digests.HashAlgorithm;
import dev.imprimatur.secret.Secret;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The seals on what a browser keeps for us between two pages: a challenge for a passkey, or who has
 * shown the right password and not yet a second factor. Nothing of it is stored before somebody has
 * proved something, so strangers fill no table; what may be used but once is stored as spent when
 * it is. A seal is bound to its purpose and to a cookie, and good for minutes, at any of several
 * servers.
 */
public final class Seals {
  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 16;
  private static final int MAC_BYTES = 32;
  private static final int HEAD_BYTES = Long.BYTES + NONCE_BYTES;
  private static final int LENGTH_MAX = 64 * 1024;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final SealStore store = new SealStore();

  /** The key; read when it is first needed, as it never changes. */
  private volatile Optional<SecretKeySpec> known = Optional.empty();

  public Seals(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** The purpose of a seal; none is good for another. */
  public enum Purpose {
    /** A challenge for a passkey that somebody has. */
    PASSKEY,
    /** A challenge for a passkey that is made. */
    NEW_PASSKEY,
    SIGN_ON
  }

  /** Makes sure that there is a key; the first server that starts makes it. */
  public void open(Database db) {
    if (db.read(store::key).isEmpty()) {
      var key = new byte[KEY_BYTES];
      random.nextBytes(key);
      db.write(tx -> {
        store.addKey(tx, HexFormat.of().formatHex(key));
        return key;
      });
    }
    known = Optional.of(key(db.read(store::key).orElseThrow()));
  }

  /**
   * Seals a text.
   *
   * @param cookie that of the browser that keeps it
   * @param text which the browser can read
   */
  public String seal(Purpose purpose, Secret cookie, String text) {
    var payload = text.getBytes(UTF_8);
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var sealed =
        ByteBuffer.allocate(HEAD_BYTES + payload.length)
            .putLong(clock.instant().plus(LIFETIME).toEpochMilli())
            .put(nonce)
            .put(payload)
            .array();
    var all = Arrays.copyOf(sealed, sealed.length + MAC_BYTES);
    System.arraycopy(mac(purpose, cookie, sealed), 0, all, sealed.length, MAC_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
  }

  /** Opens a seal; empty if it is broken, too old, another browser's or for another purpose. */
  public Optional<Opened> open(Purpose purpose, Secret cookie, String seal) {
    return decoded(seal)
        .filter(all -> all.length >= HEAD_BYTES + MAC_BYTES)
        .flatMap(all -> open(purpose, cookie, all));
  }

  private Optional<Opened> open(Purpose purpose, Secret cookie, byte[] all) {
    var sealed = Arrays.copyOf(all, all.length - MAC_BYTES);
    var mac = Arrays.copyOfRange(all, sealed.length, all.length);
    var expires = Instant.ofEpochMilli(ByteBuffer.wrap(sealed).getLong());
    if (!MessageDigest.isEqual(mac, mac(purpose, cookie, sealed))
        || !clock.instant().isBefore(expires)) {
      return Optional.empty();
    }
    var text = new String(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES, UTF_8);
    return Optional.of(
        new Opened(text, expires.minus(LIFETIME), expires, HashAlgorithm.SHA_256.hex(all)));
  }

  /**
   * The contents of a seal.
   *
   * @param madeAt when it was sealed
   * @param digest of the whole of it, by which it is known again
   */
  public record Opened(String text, Instant madeAt, Instant expires, String digest) {}

  /** Spends a seal; returns false if it was spent before. */
  public boolean spend(Tx tx, Opened opened) {
    return store.spend(tx, opened.digest(), opened.expires());
  }

  /** Forgets what was spent and is too old to be opened. */
  public int sweep(Tx tx) {
    return store.removeExpired(tx, clock.instant());
  }

  private byte[] mac(Purpose purpose, Secret cookie, byte[] sealed) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(known.orElseThrow(() -> new IllegalStateException("There is no key for seals")));
      mac.update((purpose.name() + ' ' + cookie.sha256() + ' ').getBytes(UTF_8));
      return mac.doFinal(sealed);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM, impossible);
    }
  }

  private static SecretKeySpec key(String hex) {
    return new SecretKeySpec(HexFormat.of().parseHex(hex), ALGORITHM);
  }

  private static Optional<byte[]> decoded(String seal) {
    if (seal.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getUrlDecoder().decode(seal));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
