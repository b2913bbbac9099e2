package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.Optional;

/**
 * The project that first published each package under a pattern; the table {@code
 * publisher_package}. A publisher of many packages may trust many projects, and one that was broken
 * into must not publish what others have published. A project is known by its ids, or by its name
 * where its tokens do not say them: unknown ids would be the same for all projects.
 */
final class PackagePins {
  private static final String PIN =
      """
      INSERT INTO publisher_package (publisher, package, pins, pinned_at)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (publisher, package) DO NOTHING
      """;

  private static final String LEARN =
      """
      UPDATE publisher_package
      SET pins = ?, pinned_at = ?
      WHERE publisher = ? AND package = ? AND pins = ?
      """;

  private static final String REPIN =
      """
      INSERT INTO publisher_package (publisher, package, pins, pinned_at)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (publisher, package) DO UPDATE
      SET pins = excluded.pins, pinned_at = excluded.pinned_at
      """;

  private static final String FIND =
      """
      SELECT pins
      FROM publisher_package
      WHERE publisher = ? AND package = ?
      """;

  private static final String REMOVE = "DELETE FROM publisher_package WHERE publisher = ?";

  /** A package, and the project that it is to be pinned to. */
  record Pin(PublisherId publisher, PackageName name, JsonObject pins) {}

  /** Pins a package to a project; returns false if it is pinned to one already. */
  boolean pin(Tx tx, Pin pin, Instant now) {
    return update(tx, PIN, pin, now) == 1;
  }

  /** Adds ids of its project to a pin; returns false if another token has added some meanwhile. */
  boolean learn(Tx tx, Pin pin, JsonObject before, Instant now) {
    return tx.update(
            LEARN,
            Json.text(pin.pins()),
            now,
            pin.publisher().value(),
            pin.name().value(),
            Json.text(before))
        == 1;
  }

  /** Pins a package to another project; for an owner who has decided so. */
  void repin(Tx tx, Pin pin, Instant now) {
    update(tx, REPIN, pin, now);
  }

  private static int update(Tx tx, String sql, Pin pin, Instant now) {
    return tx.update(sql, pin.publisher().value(), pin.name().value(), Json.text(pin.pins()), now);
  }

  Optional<JsonObject> find(Tx tx, PublisherId id, PackageName name) {
    return tx.one(FIND, row -> Json.readOwn(row.text("pins")), id.value(), name.value());
  }

  void remove(Tx tx, PublisherId id) {
    tx.update(REMOVE, id.value());
  }
}
