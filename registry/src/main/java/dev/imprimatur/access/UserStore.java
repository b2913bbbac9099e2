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
      INSERT INTO account
        (name, email, password, password_changed_at, second_factor, admin, created_at, updated_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  private static final String FIND =
      """
      SELECT name, email, admin, second_factor, created_at, read_only_until, disabled_at
      FROM account
      WHERE name = ?
      """;

  private static final String ALL =
      """
      SELECT name, email, admin, second_factor, created_at, read_only_until, disabled_at
      FROM account
      ORDER BY name
      """;

  private static final String PASSWORD =
      """
      SELECT password
      FROM account
      WHERE name = ? AND disabled_at IS NULL
      """;

  private static final String PROFILE =
      """
      SELECT
        email_verified_at, full_name, homepage, github, created_at, updated_at, password_changed_at
      FROM account
      WHERE name = ?
      """;

  private static final String SET_FACTS =
      """
      UPDATE account
      SET full_name = ?, homepage = ?, github = ?, updated_at = ?
      WHERE name = ?
      """;

  private static final String SET_EMAIL =
      """
      UPDATE account
      SET email = ?, email_verified_at = NULL, updated_at = ?
      WHERE name = ?
      """;

  private static final String VERIFY_EMAIL =
      "UPDATE account SET email_verified_at = ? WHERE name = ? AND email = ?";

  private static final String SET_PASSWORD =
      """
      UPDATE account
      SET password = ?, password_changed_at = ?, updated_at = ?
      WHERE name = ?
      """;

  private static final String OF_EMAIL =
      """
      SELECT name, email, admin, second_factor, created_at, read_only_until, disabled_at
      FROM account
      WHERE email = ?
      ORDER BY name
      """;

  private static final String ENABLE =
      "UPDATE account SET disabled_at = NULL WHERE name = ? AND disabled_at IS NOT NULL";

  private static final String ANYBODY = "SELECT name FROM account LIMIT 1";

  private static final String SET_MODE =
      "UPDATE account SET second_factor = ?, updated_at = ? WHERE name = ?";

  private static final String SET_READ_ONLY =
      "UPDATE account SET read_only_until = ? WHERE name = ?";

  private static final String SET_VERIFIED =
      "UPDATE account SET email_verified_at = ? WHERE name = ?";

  private static final String SET_ADMIN = "UPDATE account SET admin = ? WHERE name = ?";

  /** An update that changes nothing, and so locks the row until the transaction ends. */
  private static final String HOLD_ACTIVE =
      "UPDATE account SET admin = admin WHERE name = ? AND disabled_at IS NULL";

  private static final String HOLD_WITH_PASSWORD =
      """
      UPDATE account
      SET admin = admin
      WHERE name = ? AND password = ? AND disabled_at IS NULL
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
  boolean add(Tx tx, User user, Optional<String> passwordHash) {
    return tx.update(
            ADD,
            user.name().value(),
            user.email(),
            passwordHash,
            passwordHash.map(hash -> user.createdAt()),
            user.secondFactor().wire(),
            user.admin(),
            user.createdAt(),
            user.createdAt())
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
    return tx.one(PASSWORD, row -> row.maybeText("password"), name.value())
        .flatMap(password -> password);
  }

  Optional<Profile> profile(Tx tx, UserName name) {
    return tx.one(PROFILE, UserStore::profile, name.value());
  }

  void setFacts(Tx tx, UserName name, Profile.Facts facts, Instant now) {
    tx.update(SET_FACTS, facts.fullName(), facts.homepage(), facts.github(), now, name.value());
  }

  void setEmail(Tx tx, UserName name, String email, Instant now) {
    tx.update(SET_EMAIL, email, now, name.value());
  }

  boolean verifyEmail(Tx tx, UserName name, String email, Instant now) {
    return tx.update(VERIFY_EMAIL, now, name.value(), email) == 1;
  }

  void setPassword(Tx tx, UserName name, String hash, Instant now) {
    tx.update(SET_PASSWORD, hash, now, now, name.value());
  }

  List<User> ofEmail(Tx tx, String email) {
    return tx.list(OF_EMAIL, UserStore::user, email);
  }

  boolean enable(Tx tx, UserName name) {
    return tx.update(ENABLE, name.value()) == 1;
  }

  boolean holdActive(Tx tx, UserName name) {
    return tx.update(HOLD_ACTIVE, name.value()) == 1;
  }

  boolean holdWithPassword(Tx tx, UserName name, String hash) {
    return tx.update(HOLD_WITH_PASSWORD, name.value(), hash) == 1;
  }

  boolean isEmpty(Tx tx) {
    return tx.one(ANYBODY, row -> row.text("name")).isEmpty();
  }

  void setMode(Tx tx, UserName name, SecondFactorMode mode, Instant now) {
    tx.update(SET_MODE, mode.wire(), now, name.value());
  }

  void setReadOnly(Tx tx, UserName name, Instant until) {
    tx.update(SET_READ_ONLY, until, name.value());
  }

  void setVerified(Tx tx, UserName name, Instant now) {
    tx.update(SET_VERIFIED, now, name.value());
  }

  void setAdmin(Tx tx, UserName name, boolean admin) {
    tx.update(SET_ADMIN, admin, name.value());
  }

  boolean disable(Tx tx, UserName name, Instant now) {
    return tx.update(DISABLE, now, name.value()) == 1;
  }

  private static User user(Row row) {
    return new User(
        new UserName(row.text("name")),
        row.text("email"),
        row.truth("admin"),
        SecondFactorMode.of(row.text("second_factor")).orElseThrow(),
        row.instant("created_at"),
        row.maybeInstant("read_only_until"),
        row.maybeInstant("disabled_at"));
  }

  private static Profile profile(Row row) {
    return new Profile(
        row.maybeInstant("email_verified_at"),
        new Profile.Facts(
            row.maybeText("full_name"), row.maybeText("homepage"), row.maybeText("github")),
        row.maybeInstant("updated_at").orElseGet(() -> row.instant("created_at")),
        row.maybeInstant("password_changed_at"));
  }
}
