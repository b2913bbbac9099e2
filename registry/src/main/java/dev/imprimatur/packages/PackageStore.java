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
      INSERT INTO package (name, bare, visibility, revision, version_bytes, created_at, modified_at)
      VALUES (
        ?, ?, ?, COALESCE((SELECT revision FROM freed_name WHERE package = ?), 0) + 1, 0, ?, ?)
      ON CONFLICT (name) DO NOTHING
      """;

  /** A package without any version that was ever visible is known to its owners alone. */
  private static final String FIND =
      """
      SELECT name, visibility, revision, created_at, modified_at, unpublished_at
      FROM package
      WHERE name = ? AND (
        unpublished_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM version WHERE version.package = package.name))
      """;

  private static final String SIMILAR =
      """
      SELECT name
      FROM package
      WHERE bare = ? AND name <> ? AND visibility = 'public' AND (
        unpublished_at IS NOT NULL
        OR EXISTS (SELECT 1 FROM version WHERE version.package = package.name))
      ORDER BY name
      LIMIT 5
      """;

  private static final String IS_TAKEN = "SELECT name FROM package WHERE name = ?";

  private static final String VISIBILITY = "SELECT visibility FROM package WHERE name = ?";

  private static final String REVISION = "SELECT revision FROM package WHERE name = ?";

  private static final String NEWEST =
      """
      SELECT name, visibility, revision, created_at, modified_at, unpublished_at
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

  private static final String END =
      """
      UPDATE package
      SET unpublished_at = ?, blocked_until = ?
      WHERE name = ?
      """;

  private static final String BEGIN_AGAIN =
      """
      UPDATE package
      SET unpublished_at = NULL, blocked_until = NULL
      WHERE name = ? AND unpublished_at IS NOT NULL
      """;

  private static final String BLOCKED =
      "SELECT blocked_until FROM package WHERE name = ? AND blocked_until > ?";

  private static final String FREE =
      """
      INSERT INTO freed_name (package, revision, freed_at)
      SELECT name, revision, ?
      FROM package
      WHERE name = ?
      ON CONFLICT (package) DO UPDATE
      SET revision = excluded.revision, freed_at = excluded.freed_at
      """;

  private static final String DELETE = "DELETE FROM package WHERE name = ?";

  /** Creates the package; returns false if it exists. */
  boolean create(Tx tx, PackageName name, Visibility visibility, Instant now) {
    return tx.update(CREATE, name.value(), bare(name), visibility.stored(), name.value(), now, now)
        == 1;
  }

  /** The public packages whose names differ from this one by punctuation alone. */
  List<String> similar(Tx tx, PackageName name) {
    return tx.list(SIMILAR, row -> row.text("name"), bare(name), name.value());
  }

  /** A name without its punctuation; empty if it has a scope, where it is nobody's concern. */
  private static Optional<String> bare(PackageName name) {
    return name.scope().isPresent()
        ? Optional.empty()
        : Optional.of(name.value().replaceAll("[^a-z0-9]", ""));
  }

  /** Notes that a package has no version any more, and perhaps until when it gets none. */
  void end(Tx tx, PackageName name, Instant now, Optional<Instant> blockedUntil) {
    tx.update(END, now, blockedUntil, name.value());
  }

  /** Notes that a package has a version, if it had none any more. */
  void beginAgain(Tx tx, PackageName name) {
    tx.update(BEGIN_AGAIN, name.value());
  }

  /** The instant until which nobody publishes the package, if that is still to come. */
  Optional<Instant> blockedUntil(Tx tx, PackageName name, Instant now) {
    return tx.one(BLOCKED, row -> row.instant("blocked_until"), name.value(), now);
  }

  /** Removes a package that has no version and nothing that waits. */
  void free(Tx tx, PackageName name, Instant now) {
    tx.update(FREE, now, name.value());
    tx.update(DELETE, name.value());
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
        row.instant("modified_at"),
        row.maybeInstant("unpublished_at"));
  }
}
