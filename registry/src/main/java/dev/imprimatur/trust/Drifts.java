package dev.imprimatur.trust;

import dev.imprimatur.claimrules.Verdict.Identity;
import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.problem.TrustProblem;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * The projects whose identity no longer, or not yet, matches their trusted publisher, for an owner
 * to decide about; the table {@code drift}.
 */
public final class Drifts {
  private static final String RAISE =
      """
      INSERT INTO drift (id, publisher, package, kind, ids, said, first_at, last_at, times)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)
      ON CONFLICT (publisher, package, kind, ids) DO UPDATE
      SET last_at = excluded.last_at, said = excluded.said, times = drift.times + 1
      """;

  private static final String COLUMNS =
      """
      SELECT id, publisher, package, kind, ids, said, first_at, last_at, times,
        decided_at, decided_by, accepted
      FROM drift
      """;

  private static final String OF_PACKAGE = COLUMNS + "WHERE package = ? ORDER BY id DESC";
  private static final String OPEN = COLUMNS + "WHERE decided_at IS NULL ORDER BY id DESC";
  private static final String FIND = COLUMNS + "WHERE id = ?";
  private static final String LAST =
      COLUMNS + "WHERE publisher = ? AND package = ? AND kind = ? AND ids = ?";

  private static final String DECIDE =
      """
      UPDATE drift
      SET decided_at = ?, decided_by = ?, accepted = ?
      WHERE id = ? AND decided_at IS NULL
      """;

  private static final String REMOVE = "DELETE FROM drift WHERE publisher = ?";

  private final InstantSource clock;
  private final Ids ids;

  public Drifts(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
  }

  /** The way in which the project differs. */
  public enum Kind {
    /** The same project belongs to somebody else. */
    TRANSFERRED,
    /** The same owner has another project of that name. */
    RECREATED,
    /** Somebody else has the name. */
    REPLACED,
    /** A project that has never published this package of a pattern wants to. */
    NEW_PROJECT;

    static Optional<Kind> of(Identity identity) {
      return switch (identity) {
        case TRANSFERRED -> Optional.of(TRANSFERRED);
        case RECREATED -> Optional.of(RECREATED);
        case REPLACED -> Optional.of(REPLACED);
        case SAME, FIRST, RENAMED, STRANGER -> Optional.empty();
      };
    }

    public String wire() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /**
   * A project to decide about.
   *
   * @param ids of the project that came
   * @param said what was kept of its last token
   */
  public record Drift(
      UUID id,
      PublisherId publisher,
      PackageName name,
      Kind kind,
      JsonObject ids,
      JsonObject said,
      Instant firstAt,
      Instant lastAt,
      long times,
      Optional<Decision> decision) {}

  /** The decision of an owner about a drift. */
  public record Decision(Instant at, String by, boolean accepted) {}

  /** The project that came, and the package that it came for. */
  public record DriftEvidence(
      PublisherId publisher, PackageName name, JsonObject ids, JsonObject said) {}

  /** A drift as it was noticed, before it is raised. */
  public record DriftReport(Kind kind, DriftEvidence seen) {}

  /** Raises a drift, or counts one more of its kind; returns whether it is new. */
  public boolean raise(Tx tx, DriftReport raised) {
    var kind = raised.kind();
    var seen = raised.seen();
    var publisher = seen.publisher().value();
    boolean known =
        tx.one(
                LAST,
                row -> row.text("id"),
                publisher,
                seen.name().value(),
                kind.wire(),
                Json.text(seen.ids()))
            .isPresent();
    tx.update(
        RAISE,
        ids.next(),
        publisher,
        seen.name().value(),
        kind.wire(),
        Json.text(seen.ids()),
        Json.text(seen.said()),
        clock.instant(),
        clock.instant());
    return !known;
  }

  public List<Drift> of(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, Drifts::drift, name.value());
  }

  /** The drifts that nobody has decided yet. */
  public List<Drift> open(Tx tx) {
    return tx.list(OPEN, Drifts::drift);
  }

  public Drift require(Tx tx, String id) {
    return tx.one(FIND, Drifts::drift, id)
        .orElseThrow(() -> new TrustProblem.DecisionNotFound(id).asException());
  }

  /** Decides, once and for all; returns false if somebody has decided before. */
  public boolean decide(Tx tx, Drift drift, String by, boolean accepted) {
    return tx.update(DECIDE, clock.instant(), by, accepted, drift.id()) == 1;
  }

  public void remove(Tx tx, PublisherId publisher) {
    tx.update(REMOVE, publisher.value());
  }

  private static Drift drift(Row row) {
    return new Drift(
        UUID.fromString(row.text("id")),
        new PublisherId(UUID.fromString(row.text("publisher"))),
        new PackageName(row.text("package")),
        Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT).replace('-', '_')),
        Json.readOwn(row.text("ids")),
        Json.readOwn(row.text("said")),
        row.instant("first_at"),
        row.instant("last_at"),
        row.number("times"),
        row.maybeInstant("decided_at")
            .map(at -> new Decision(at, row.text("decided_by"), row.truth("accepted"))));
  }
}
