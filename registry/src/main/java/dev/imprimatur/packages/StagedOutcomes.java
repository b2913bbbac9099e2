package dev.imprimatur.packages;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The outcomes of what was staged, for whoever waits for one; the table {@code staged_outcome}.
 * They are kept for a while, and the audit log keeps them for ever.
 */
public final class StagedOutcomes {
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

  public void add(Tx tx, HeldVersion staged, Kind kind, Instant now) {
    tx.update(
        ADD,
        staged.id(),
        staged.name().value(),
        staged.version().version().value(),
        staged.version().contents().integrity().value(),
        kind.wire(),
        now);
  }

  public Optional<Outcome> find(Tx tx, UUID id) {
    return tx.one(FIND, StagedOutcomes::read, id);
  }

  /** Forgets those from before then. */
  public int sweep(Tx tx, Instant then) {
    return tx.update(SWEEP, then);
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
