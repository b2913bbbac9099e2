package dev.imprimatur.packages;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.Packages.Held;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The versions that are staged, and for a while what became of them, for whoever waits for it; the
 * table {@code staged_outcome}. The audit log keeps outcomes for ever.
 */
public final class StagedVersions {
  private static final String ADD =
      """
      INSERT INTO staged_outcome (id, package, version, integrity, outcome, decided_at)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT package, version, integrity, outcome, decided_at
      FROM staged_outcome
      WHERE id = ?
      """;

  private static final String SWEEP = "DELETE FROM staged_outcome WHERE decided_at < ?";

  private final HeldStore helds;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition decided = lock.newCondition();

  StagedVersions(HeldStore helds) {
    this.helds = helds;
  }

  /** The ways in which the waiting of a staged version ends. */
  public enum Kind {
    APPROVED,
    REJECTED,
    EXPIRED;

    /** Returns its name in the database and the API: {@code approved}. */
    public String wire() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The outcome of one staged version. */
  public record Outcome(
      PackageName name, Version version, Integrity integrity, Kind kind, Instant at) {}

  /** The versions of all packages that wait to be approved, the newest first. */
  public List<Held> all(Tx tx) {
    return helds.newest(tx, HeldVersion.Kind.STAGED);
  }

  /** The package of a staged version, if it is staged still. */
  public Optional<PackageName> name(Tx tx, UUID id) {
    return helds.stagedName(tx, id);
  }

  /** The staged versions of a release group, in the order in which they came. */
  public List<Held> ofGroup(Tx tx, UUID group) {
    return helds.ofGroup(tx, group);
  }

  /** Some of the versions that were staged before then, the oldest first. */
  public List<Held> before(Tx tx, Instant then, int most) {
    return helds.stagedBefore(tx, then, most);
  }

  /** Moves a staged version to a release group. */
  public void join(Tx tx, Held staged, UUID group) {
    helds.join(tx, staged.id(), group);
  }

  /** Keeps an outcome, and wakes those in this process who wait for one. */
  public void decided(Tx tx, HeldVersion staged, Kind kind, Instant now) {
    tx.afterCommit(this::wake);
    tx.update(
        ADD,
        staged.id(),
        staged.name().value(),
        staged.version().version().value(),
        staged.version().contents().integrity().value(),
        kind.wire(),
        now);
  }

  public Optional<Outcome> outcome(Tx tx, UUID id) {
    return tx.one(FIND, StagedVersions::read, id);
  }

  /** Forgets the outcomes from before then. */
  public int sweep(Tx tx, Instant then) {
    return tx.update(SWEEP, then);
  }

  /**
   * Waits until something is decided in this process, or so much time is over; returns how much of
   * it is left.
   */
  @SuppressWarnings("WaitNotInLoop") // The caller loops, and looks at the table each time.
  public long listen(long nanos) throws InterruptedException {
    lock.lock();
    try {
      return decided.awaitNanos(nanos);
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    lock.lock();
    try {
      decided.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static Outcome read(Row row) {
    return new Outcome(
        new PackageName(row.text("package")),
        new Version(row.text("version")),
        new Integrity(row.text("integrity")),
        Kind.valueOf(row.text("outcome").toUpperCase(Locale.ROOT)),
        row.instant("decided_at"));
  }
}
