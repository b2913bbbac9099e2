package dev.imprimatur.passwords;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.limits.PeopleLimits;
import dev.imprimatur.secret.Secret;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The hashing of passwords with Argon2id (RFC 9106) in the strength that OWASP's Password Storage
 * Cheat Sheet gives as its first choice: 19 MiB, two passes, one lane. Hashes are stored in the PHC
 * string format, so that the strength may grow and old hashes still verify. Hashing is expensive on
 * purpose, so callers do it on a thread for such work.
 */
public final class Passwords {
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final Pattern STORED =
      Pattern.compile("\\$argon2id\\$v=19\\$m=(\\d+),t=(\\d+),p=(\\d+)\\$([^$]+)\\$([^$]+)");

  private final RandomGenerator random;
  private final Cost cost;

  /** The cost of a hash. */
  private record Cost(int memoryKib, int passes, int lanes) {}

  public Passwords(RandomGenerator random, PeopleLimits limits) {
    this.random = random;
    this.cost = new Cost(limits.passwordKib(), PASSES, LANES);
  }

  public String hash(Secret password) {
    var salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return stored(salt, argon2(password, salt, cost));
  }

  /**
   * The hash that is checked for users who do not exist, so that they take as long as those who do.
   */
  public String nobodys() {
    return stored(new byte[SALT_BYTES], new byte[HASH_BYTES]);
  }

  private String stored(byte[] salt, byte[] hash) {
    var base64 = Base64.getEncoder().withoutPadding();
    return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
        .formatted(
            cost.memoryKib(),
            cost.passes(),
            cost.lanes(),
            base64.encodeToString(salt),
            base64.encodeToString(hash));
  }

  public boolean matches(Secret password, String stored) {
    var parts = STORED.matcher(stored);
    if (!parts.matches()) {
      throw new IllegalStateException("A stored password is in no form that is known");
    }
    var salt = Base64.getDecoder().decode(parts.group(4));
    var paid =
        new Cost(
            Integer.parseInt(parts.group(1)),
            Integer.parseInt(parts.group(2)),
            Integer.parseInt(parts.group(3)));
    var hash = argon2(password, salt, paid);
    return MessageDigest.isEqual(hash, Base64.getDecoder().decode(parts.group(5)));
  }

  private static byte[] argon2(Secret password, byte[] salt, Cost cost) {
    var generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    var hash = new byte[HASH_BYTES];
    generator.generateBytes(password.reveal().getBytes(UTF_8), hash);
    return hash;
  }
}
