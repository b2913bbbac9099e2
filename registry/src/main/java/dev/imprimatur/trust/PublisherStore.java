package dev.imprimatur.trust;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Permission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The table {@code publisher}. */
final class PublisherStore {
  private static final String ADD =
      """
      INSERT INTO publisher
        (id, package, provider, issuer, settings, pins, permissions, revision,
         created_at, created_by, future_owner)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (package, issuer, settings) DO NOTHING
      """;

  private static final String OF_PACKAGE =
      """
      SELECT id, package, provider, issuer, settings, pins, permissions, revision,
        created_at, created_by, future_owner
      FROM publisher
      WHERE package = ?
      ORDER BY id
      """;

  private static final String ALL =
      """
      SELECT id, package, provider, issuer, settings, pins, permissions, revision,
        created_at, created_by, future_owner
      FROM publisher
      ORDER BY package, id
      """;

  private static final String FIND =
      """
      SELECT id, package, provider, issuer, settings, pins, permissions, revision,
        created_at, created_by, future_owner
      FROM publisher
      WHERE id = ?
      """;

  /** Changes nothing, and so locks the row until the transaction ends. */
  private static final String HOLD =
      """
      UPDATE publisher
      SET revision = revision
      WHERE id = ? AND revision = ?
      """;

  private static final String PIN =
      """
      UPDATE publisher
      SET pins = ?
      WHERE id = ? AND pins = ?
      """;

  private static final String SETTLE =
      """
      UPDATE publisher
      SET future_owner = NULL
      WHERE id = ?
      """;

  private static final String REMOVE = "DELETE FROM publisher WHERE id = ?";

  /** Adds the publisher, or returns false if the package has exactly this one already. */
  boolean add(Tx tx, Publisher publisher) {
    return tx.update(
            ADD,
            publisher.id().value(),
            publisher.name().value(),
            publisher.provider().id(),
            publisher.issuer(),
            settings(publisher),
            Json.text(publisher.pins()),
            permissions(publisher.permissions()),
            publisher.revision(),
            publisher.createdAt(),
            publisher.createdBy(),
            publisher.futureOwner())
        == 1;
  }

  List<Publisher> ofPackage(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, PublisherStore::publisher, name.value());
  }

  List<Publisher> all(Tx tx) {
    return tx.list(ALL, PublisherStore::publisher);
  }

  Optional<Publisher> find(Tx tx, PublisherId id) {
    return tx.one(FIND, PublisherStore::publisher, id.value());
  }

  /** Whether it stands as it was; if so, nobody changes it before this transaction ends. */
  boolean hold(Tx tx, PublisherId id, long revision) {
    return tx.update(HOLD, id.value(), revision) == 1;
  }

  /** Teaches a publisher its ids, unless another token has taught it some already. */
  boolean pin(Tx tx, PublisherId id, JsonObject pins) {
    return tx.update(PIN, Json.text(pins), id.value(), Json.text(JsonObject.EMPTY)) == 1;
  }

  void settle(Tx tx, PublisherId id) {
    tx.update(SETTLE, id.value());
  }

  boolean remove(Tx tx, PublisherId id) {
    return tx.update(REMOVE, id.value()) == 1;
  }

  private static String settings(Publisher publisher) {
    return Json.text(publisher.provider().json(publisher.settings()));
  }

  private static String permissions(Set<Permission> permissions) {
    return Json.text(
        JsonObject.with(
                "permissions",
                JsonArray.ofTexts(permissions.stream().map(Permission::wire).sorted().toList()))
            .build());
  }

  private static Publisher publisher(Row row) {
    return new Publisher(
        new PublisherId(UUID.fromString(row.text("id"))),
        new PackageName(row.text("package")),
        Providers.find(row.text("provider")).orElseThrow(),
        row.text("issuer"),
        Settings.ofJson(Json.readOwn(row.text("settings"))),
        Json.readOwn(row.text("pins")),
        permissions(Json.readOwn(row.text("permissions"))),
        row.number("revision"),
        row.instant("created_at"),
        row.text("created_by"),
        row.maybeText("future_owner"));
  }

  private static Set<Permission> permissions(JsonObject stored) {
    return stored.array("permissions").orElseThrow().items().stream()
        .map(item -> ((JsonText) item).value())
        .map(wire -> Permission.ofWire(wire).orElseThrow())
        .collect(Collectors.toSet());
  }
}
