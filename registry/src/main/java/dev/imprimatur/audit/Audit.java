package dev.imprimatur.audit;

import dev.imprimatur.db.Tx;
import dev.imprimatur.ids.Ids;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The log of all that happened. An event that cannot be written undoes what it tells of. */
public final class Audit {
  private static final String RECORD =
      """
      INSERT INTO audit_event (id, at, kind, package, actor, facts)
      VALUES (?, ?, ?, ?, ?, ?)
      """;

  private static final String NEWEST =
      """
      SELECT id, at, kind, package, actor, facts
      FROM audit_event
      ORDER BY id DESC
      LIMIT ?
      """;

  private final InstantSource clock;
  private final Ids ids;
  private final RefusalBudget budget;

  public Audit(InstantSource clock, Ids ids) {
    this.clock = clock;
    this.ids = ids;
    this.budget = new RefusalBudget(clock);
  }

  /** An event as it stands in the log. */
  public record Entry(
      UUID id,
      Instant at,
      String kind,
      Optional<String> packageName,
      String actor,
      JsonObject facts) {}

  public void record(Tx tx, Actor actor, Event event) {
    tx.update(
        RECORD,
        ids.next(),
        clock.instant(),
        event.kind(),
        event.about(),
        actor.value(),
        Json.text(event.facts()));
  }

  /**
   * Whether one more event may be written about somebody who has proved nothing. He could otherwise
   * fill the disk; what is not written is counted, and told by the next event that is.
   */
  public boolean hasRoomForStranger() {
    return budget.allows();
  }

  /** How many events about strangers were not written since this was last asked. */
  public int takeUnwritten() {
    return budget.takeUnwritten();
  }

  /** The newest events, the latest first. */
  public List<Entry> newest(Tx tx, int entriesMax) {
    return tx.list(
        NEWEST,
        row ->
            new Entry(
                UUID.fromString(row.text("id")),
                row.instant("at"),
                row.text("kind"),
                row.maybeText("package"),
                row.text("actor"),
                Json.readOwn(row.text("facts"))),
        entriesMax);
  }
}
