package dev.imprimatur.trust;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The locks on packages that only trusted publishers may write to; the table {@code
 * publishing_lock}. A lock is on a package, or on a whole scope, written {@code @acme/*}.
 */
public final class Locks {
  private static final String SET =
      """
      INSERT INTO publishing_lock (target, trusted_only, own_only, set_at, set_by)
      VALUES (?, ?, ?, ?, ?)
      ON CONFLICT (target) DO UPDATE
      SET trusted_only = excluded.trusted_only, own_only = excluded.own_only,
        set_at = excluded.set_at, set_by = excluded.set_by
      """;

  private static final String REMOVE = "DELETE FROM publishing_lock WHERE target = ?";

  private static final String FIND =
      """
      SELECT trusted_only, own_only, set_at, set_by
      FROM publishing_lock
      WHERE target = ?
      """;

  /**
   * The restrictions on a package or a scope.
   *
   * @param trustedOnly whether nobody but a trusted publisher may write to it
   * @param ownOnly whether publishers of patterns are not for it
   */
  public record Lock(boolean trustedOnly, boolean ownOnly, Instant at, String by) {}

  public void set(Tx tx, Target target, Lock lock) {
    tx.update(SET, target.value(), lock.trustedOnly(), lock.ownOnly(), lock.at(), lock.by());
  }

  /** Removes the lock on a name that is given up. */
  public void remove(Tx tx, Target target) {
    tx.update(REMOVE, target.value());
  }

  public Optional<Lock> find(Tx tx, Target target) {
    return tx.one(FIND, Locks::read, target.value());
  }

  /** The lock that lets nobody but trusted publishers write to the package, if there is one. */
  public Optional<Lock> closing(Tx tx, PackageName name) {
    return ofPackageOrScope(tx, name, Lock::trustedOnly);
  }

  /** Returns whether publishers of patterns are kept out, whatever was minted for them before. */
  public boolean forbidsPatterns(Tx tx, PackageName name) {
    return ofPackageOrScope(tx, name, Lock::ownOnly).isPresent();
  }

  private Optional<Lock> ofPackageOrScope(Tx tx, PackageName name, Predicate<Lock> which) {
    return find(tx, Target.of(name))
        .filter(which)
        .or(() -> scope(name).flatMap(scope -> find(tx, scope)).filter(which));
  }

  private static Optional<Target> scope(PackageName name) {
    return name.scope().map(scope -> new Target("@" + scope + "/*"));
  }

  private static Lock read(Row row) {
    return new Lock(
        row.truth("trusted_only"),
        row.truth("own_only"),
        row.instant("set_at"),
        row.text("set_by"));
  }
}
