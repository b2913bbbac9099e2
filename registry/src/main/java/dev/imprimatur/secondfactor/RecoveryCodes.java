package dev.imprimatur.secondfactor;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import dev.imprimatur.secret.Secret;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The codes that stand in for a second factor that was lost, each of them once; the table {@code
 * recovery_code}. They are 64 digits in hex, as npm knows them by their form.
 */
final class RecoveryCodes {
  private static final int COUNT = 5;
  private static final int BYTES = 32;
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");

  private static final String ADD =
      "INSERT INTO recovery_code (sha256, account, made_at) VALUES (?, ?, ?)";

  private static final String USE =
      """
      UPDATE recovery_code
      SET used_at = ?
      WHERE sha256 = ? AND account = ? AND used_at IS NULL
      """;

  private static final String LEFT =
      "SELECT count(*) AS n FROM recovery_code WHERE account = ? AND used_at IS NULL";

  private static final String REMOVE = "DELETE FROM recovery_code WHERE account = ?";

  private final RandomGenerator random;

  RecoveryCodes(RandomGenerator random) {
    this.random = random;
  }

  static boolean isWellFormed(Secret code) {
    return FORM.matcher(code.reveal()).matches();
  }

  /** Makes new ones, and with that ends the old ones. */
  List<Secret> renew(Tx tx, UserName user, Instant now) {
    remove(tx, user);
    var codes = Stream.generate(this::draw).limit(COUNT).toList();
    codes.forEach(code -> tx.update(ADD, code.sha256(), user.value(), now));
    return codes;
  }

  private Secret draw() {
    var bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return Secret.of(HexFormat.of().formatHex(bytes));
  }

  /** Uses a code up; false if it is none of this user, or was used. */
  boolean use(Tx tx, UserName user, Secret code, Instant now) {
    return tx.update(USE, now, code.sha256(), user.value()) == 1;
  }

  /** Counts those that are not used. */
  long left(Tx tx, UserName user) {
    return tx.one(LEFT, row -> row.number("n"), user.value()).orElse(0L);
  }

  void remove(Tx tx, UserName user) {
    tx.update(REMOVE, user.value());
  }
}
