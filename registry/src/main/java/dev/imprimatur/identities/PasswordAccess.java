package dev.imprimatur.identities;

import dev.imprimatur.access.UserName;
import dev.imprimatur.db.Tx;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The way in by a password: for everybody, or only for whom the operator has let in by it for a
 * day; the table {@code password_let_in}.
 */
public final class PasswordAccess {
  private static final Duration LET_IN = Duration.ofHours(24);

  private static final String OPEN =
      """
      INSERT INTO password_let_in (account, until)
      VALUES (?, ?)
      ON CONFLICT (account) DO UPDATE SET until = excluded.until
      """;

  private static final String IS_OPEN =
      "SELECT account FROM password_let_in WHERE account = ? AND until > ?";

  private final boolean forEverybody;
  private final InstantSource clock;

  public PasswordAccess(boolean forEverybody, InstantSource clock) {
    this.forEverybody = forEverybody;
    this.clock = clock;
  }

  public boolean isForEverybody() {
    return forEverybody;
  }

  /** Returns whether this user may come in by a password. */
  public boolean admits(Tx tx, UserName user) {
    return forEverybody
        || tx.one(IS_OPEN, row -> row.text("account"), user.value(), clock.instant()).isPresent();
  }

  /** Lets a user come in by a password for a day, whatever the setting says. */
  public void letIn(Tx tx, UserName user) {
    tx.update(OPEN, user.value(), clock.instant().plus(LET_IN));
  }
}
