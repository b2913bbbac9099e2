package dev.imprimatur.access;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The table {@code account}. */
final class UserStore {
  private static final String ADD =
      """
      INSERT INTO account (name, email, password, admin, created_at)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  private static final String FIND =
      """
      SELECT name, email, admin, created_at, disabled_at
      FROM account
      WHERE name = ?
      """;

  private static final String ALL =
      """
      SELECT name, email, admin, created_at, disabled_at
      FROM account
      ORDER BY name
      """;

  private static final String PASSWORD =
      """
      SELECT password
      FROM account
      WHERE name = ? AND disabled_at IS NULL
      """;

  private static final String DISABLE =
      """
      UPDATE account
      SET disabled_at = ?
      WHERE name = ? AND disabled_at IS NULL
      """;

  /** An update that changes nothing, and so locks the row until the transaction ends. */
  private static final String HOLD =
      """
      UPDATE account
      SET email = email
      WHERE name = ?
      """;

  /** Adds the user; returns false if the name is taken. */
  boolean add(Tx tx, User user, String passwordHash) {
    return tx.update(
            ADD, user.name().value(), user.email(), passwordHash, user.admin(), user.createdAt())
        == 1;
  }

  Optional<User> find(Tx tx, UserName name) {
    return tx.one(FIND, UserStore::user, name.value());
  }

  boolean hold(Tx tx, UserName name) {
    return tx.update(HOLD, name.value()) == 1;
  }

  List<User> all(Tx tx) {
    return tx.list(ALL, UserStore::user);
  }

  /** The hash of a user who may sign in. */
  Optional<String> passwordHash(Tx tx, UserName name) {
    return tx.one(PASSWORD, row -> row.text("password"), name.value());
  }

  boolean disable(Tx tx, UserName name, Instant now) {
    return tx.update(DISABLE, now, name.value()) == 1;
  }

  private static User user(Row row) {
    return new User(
        new UserName(row.text("name")),
        row.text("email"),
        row.truth("admin"),
        row.instant("created_at"),
        row.maybeInstant("disabled_at"));
  }
}
