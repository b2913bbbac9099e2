package dev.imprimatur.trust;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.trust.PublishingAccess.Writers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The publishing access of packages, as far as somebody has restricted it; the table {@code
 * publishing_lock}. A lock is on a package, or on a whole scope, written {@code @acme/*}, and a
 * package obeys both.
 */
public final class Locks {
  private static final String SET =
      """
      INSERT INTO publishing_lock
        (target, writers, own_only, staged_only, four_eyes, approvers, set_at, set_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (target) DO UPDATE
      SET writers = excluded.writers, own_only = excluded.own_only,
        staged_only = excluded.staged_only, four_eyes = excluded.four_eyes,
        approvers = excluded.approvers, set_at = excluded.set_at, set_by = excluded.set_by
      """;

  private static final String REMOVE = "DELETE FROM publishing_lock WHERE target = ?";

  private static final String FIND =
      """
      SELECT writers, own_only, staged_only, four_eyes, approvers, set_at, set_by
      FROM publishing_lock
      WHERE target = ?
      """;

  /** A restriction on a package or a scope, with who made it when. */
  public record Lock(PublishingAccess access, Instant at, String by) {}

  public void set(Tx tx, Target target, Lock lock) {
    var access = lock.access();
    tx.update(
        SET,
        target.value(),
        access.writers().wire(),
        access.ownOnly(),
        access.stagedOnly(),
        access.fourEyes(),
        String.join(" ", access.approvers()),
        lock.at(),
        lock.by());
  }

  /** Removes the lock on a name that is given up. */
  public void remove(Tx tx, Target target) {
    tx.update(REMOVE, target.value());
  }

  public Optional<Lock> find(Tx tx, Target target) {
    return tx.one(FIND, Locks::read, target.value());
  }

  /** The access that a package and its scope leave together. */
  public PublishingAccess of(Tx tx, PackageName name) {
    var own = access(tx, Target.of(name));
    return scope(name).map(scope -> own.and(access(tx, scope))).orElse(own);
  }

  /** The lock that lets nobody but trusted publishers write to the package, if there is one. */
  public Optional<Lock> closing(Tx tx, PackageName name) {
    return find(tx, Target.of(name))
        .filter(Locks::closes)
        .or(() -> scope(name).flatMap(scope -> find(tx, scope)).filter(Locks::closes));
  }

  private static boolean closes(Lock lock) {
    return lock.access().trustedOnly();
  }

  /** Returns whether publishers of patterns are kept out, whatever was minted for them before. */
  public boolean forbidsPatterns(Tx tx, PackageName name) {
    return of(tx, name).ownOnly();
  }

  private PublishingAccess access(Tx tx, Target target) {
    return find(tx, target).map(Lock::access).orElse(PublishingAccess.OPEN);
  }

  private static Optional<Target> scope(PackageName name) {
    return name.scope().map(scope -> new Target("@" + scope + "/*"));
  }

  private static Lock read(Row row) {
    var approvers = row.text("approvers");
    return new Lock(
        new PublishingAccess(
            Writers.of(row.text("writers")),
            row.truth("own_only"),
            row.truth("staged_only"),
            row.truth("four_eyes"),
            approvers.isEmpty() ? List.of() : List.of(approvers.split(" "))),
        row.instant("set_at"),
        row.text("set_by"));
  }
}
