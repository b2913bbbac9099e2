package dev.imprimatur.packages;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The table {@code package}. */
final class PackageStore {
  private static final String CREATE =
      """
      INSERT INTO package (name, visibility, revision, version_bytes, created_at, modified_at)
      VALUES (?, ?, 1, 0, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  /** A package without any visible version is known to its owners alone. */
  private static final String FIND =
      """
      SELECT name, visibility, revision, created_at, modified_at
      FROM package
      WHERE name = ? AND EXISTS (SELECT 1 FROM version WHERE version.package = package.name)
      """;

  private static final String IS_TAKEN = "SELECT name FROM package WHERE name = ?";

  private static final String VISIBILITY = "SELECT visibility FROM package WHERE name = ?";

  private static final String REVISION = "SELECT revision FROM package WHERE name = ?";

  private static final String NEWEST =
      """
      SELECT name, visibility, revision, created_at, modified_at
      FROM package
      WHERE visibility = ? AND EXISTS (SELECT 1 FROM version WHERE version.package = package.name)
      ORDER BY modified_at DESC
      LIMIT ?
      """;

  private static final String TOUCH =
      """
      UPDATE package
      SET revision = revision + 1, modified_at = ?
      WHERE name = ?
      """;

  private static final String BYTES = "SELECT version_bytes FROM package WHERE name = ?";

  private static final String GROW =
      """
      UPDATE package
      SET version_bytes = version_bytes + ?
      WHERE name = ? AND (? <= 0 OR version_bytes + ? <= ?)
      """;

  private static final String SHOW_ANEW =
      """
      UPDATE package
      SET revision = revision + 1
      WHERE name = ?
      """;

  private static final String SET_VISIBILITY =
      """
      UPDATE package
      SET visibility = ?
      WHERE name = ?
      """;

  /** Creates the package; returns false if it exists. */
  boolean create(Tx tx, PackageName name, Visibility visibility, Instant now) {
    return tx.update(CREATE, name.value(), visibility.stored(), now, now) == 1;
  }

  Optional<KnownPackage> find(Tx tx, PackageName name) {
    return tx.one(FIND, PackageStore::read, name.value());
  }

  boolean isTaken(Tx tx, PackageName name) {
    return tx.one(IS_TAKEN, row -> row.text("name"), name.value()).isPresent();
  }

  OptionalLong revision(Tx tx, PackageName name) {
    return tx.one(REVISION, row -> row.number("revision"), name.value()).stream()
        .mapToLong(Long::longValue)
        .findFirst();
  }

  List<KnownPackage> newest(Tx tx, Visibility visibility, int packagesMax) {
    return tx.list(NEWEST, PackageStore::read, visibility.stored(), packagesMax);
  }

  void touch(Tx tx, PackageName name, Instant now) {
    tx.update(TOUCH, now, name.value());
  }

  long bytes(Tx tx, PackageName name) {
    return tx.one(BYTES, row -> row.number("version_bytes"), name.value()).orElse(0L);
  }

  /** Adds to the size of a package; returns false if that would exceed the limit. */
  boolean grow(Tx tx, PackageName name, long bytes, long bytesMax) {
    return tx.update(GROW, bytes, name.value(), bytes, bytes, bytesMax) == 1;
  }

  void bumpRevision(Tx tx, PackageName name) {
    tx.update(SHOW_ANEW, name.value());
  }

  Visibility visibility(Tx tx, PackageName name) {
    return tx.one(VISIBILITY, row -> Visibility.ofStored(row.text("visibility")), name.value())
        .orElseThrow();
  }

  void setVisibility(Tx tx, PackageName name, Visibility visibility) {
    tx.update(SET_VISIBILITY, visibility.stored(), name.value());
  }

  private static KnownPackage read(Row row) {
    return new KnownPackage(
        new PackageName(row.text("name")),
        Visibility.ofStored(row.text("visibility")),
        row.number("revision"),
        row.instant("created_at"),
        row.instant("modified_at"));
  }
}
