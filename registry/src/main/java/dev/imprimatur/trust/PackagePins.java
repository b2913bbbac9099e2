package dev.imprimatur.trust;

import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.npm.PackageName;
import java.time.Instant;
import java.util.Optional;

/**
 * Which project published a package first under a pattern; the table {@code publisher_package}. A
 * publisher of many packages may trust many projects, and one that was broken into must not publish
 * what others have published. It is known by its ids, or by its name where its tokens do not say
 * them: what is not known of it would be the same for all of them.
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

  /** Pins a package to a project, or returns false if it is pinned to one already. */
  boolean pin(Tx tx, Pin pin, Instant now) {
    return update(tx, PIN, pin, now) == 1;
  }

  /** Knows more of its project from now on, or returns false if that was learnt meanwhile. */
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

  /** Pins it to another project; for an owner who says so. */
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
