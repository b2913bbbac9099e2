package dev.imprimatur.packages;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Manifest;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Readme;
import dev.imprimatur.npm.Version;
import dev.imprimatur.provenancepolicy.Build;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code held_version}. */
final class HeldStore {
  private static final String HOLD =
      """
      INSERT INTO held_version
        (id, package, version, tag, kind, why, held_at, release_group, four_eyes, started_by,
         manifest, integrity, shasum, tarball_bytes, file_count, unpacked_bytes, readme_file,
         readme, provenance, build, published_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (package, version) DO NOTHING
      """;

  private static final String COLUMNS =
      """
      SELECT id, package, version, tag, kind, why, held_at, release_group, four_eyes, started_by,
        manifest, integrity, shasum, tarball_bytes, file_count, unpacked_bytes, readme_file,
        readme, provenance, build, published_by
      FROM held_version
      """;

  private static final String LISTED =
      """
      SELECT id, package, version, tag, why, held_at, integrity, tarball_bytes, published_by
      FROM held_version
      WHERE package = ? AND kind = ?
      ORDER BY id
      """;

  private static final String OF_VERSION = COLUMNS + "WHERE package = ? AND version = ?";
  private static final String FIND = COLUMNS + "WHERE id = ? AND kind = ?";

  private static final String NEWEST =
      """
      SELECT id, package, release_group
      FROM held_version
      WHERE kind = ?
      ORDER BY held_at DESC, id DESC
      """;

  private static final String OF_GROUP =
      """
      SELECT id, package, release_group
      FROM held_version
      WHERE release_group = ?
      ORDER BY id
      """;

  private static final String STAGED_NAME =
      "SELECT package FROM held_version WHERE id = ? AND kind = 'staged'";

  private static final String STAGED_BEFORE =
      """
      SELECT id, package, release_group
      FROM held_version
      WHERE kind = 'staged' AND held_at < ?
      ORDER BY held_at, id
      LIMIT ?
      """;

  private static final String JOIN = "UPDATE held_version SET release_group = ? WHERE id = ?";

  private static final String COUNT = "SELECT count(*) AS n FROM held_version WHERE package = ?";
  private static final String INTEGRITY =
      "SELECT integrity FROM held_version WHERE package = ? AND version = ?";
  private static final String NAMING =
      "SELECT 1 AS n FROM held_version WHERE integrity = ? LIMIT 1";
  private static final String REMOVE = "DELETE FROM held_version WHERE id = ?";

  private static final JsonRules OWN = JsonRules.asJavaScript(2, Integer.MAX_VALUE);

  /** Holds the version; returns false if it is held already. */
  boolean hold(Tx tx, HeldVersion held) {
    var added = held.version();
    var contents = added.contents();
    return tx.update(
            HOLD,
            held.id(),
            held.name().value(),
            added.version().value(),
            held.tag().value(),
            held.kind().stored(),
            held.why(),
            held.heldAt(),
            held.staging().group(),
            held.staging().fourEyes(),
            Json.text(JsonArray.ofTexts(held.staging().startedBy())),
            Json.text(added.manifest().json()),
            contents.integrity().value(),
            contents.shasum(),
            contents.bytes(),
            contents.fileCount(),
            contents.unpackedBytes(),
            added.readme().map(Readme::file),
            added.readme().map(Readme::text),
            added.provenance().map(VerifiedProvenance::bundle),
            added.provenance().map(each -> each.build().stored()),
            added.publication().stored())
        == 1;
  }

  List<HeldSummary> ofPackage(Tx tx, PackageName name, HeldVersion.Kind kind) {
    return tx.list(LISTED, HeldStore::summary, name.value(), kind.stored());
  }

  /** The held versions of all packages, the newest first. */
  List<Packages.Held> newest(Tx tx, HeldVersion.Kind kind) {
    return tx.list(NEWEST, HeldStore::known, kind.stored());
  }

  /** The staged versions of a release group, in the order in which they came. */
  List<Packages.Held> ofGroup(Tx tx, UUID group) {
    return tx.list(OF_GROUP, HeldStore::known, group);
  }

  /** The package of a staged version, without the rest, which may be much to read. */
  Optional<PackageName> stagedName(Tx tx, UUID id) {
    return tx.one(STAGED_NAME, row -> new PackageName(row.text("package")), id);
  }

  /** Some of the versions that were staged before then, the oldest first. */
  List<Packages.Held> stagedBefore(Tx tx, Instant then, int most) {
    return tx.list(STAGED_BEFORE, HeldStore::known, then, most);
  }

  /** Moves a version to a release group. */
  void join(Tx tx, String id, UUID group) {
    tx.update(JOIN, group, id);
  }

  private static Packages.Held known(Row row) {
    return new Packages.Held(
        row.text("id"),
        new PackageName(row.text("package")),
        row.maybeText("release_group").map(UUID::fromString));
  }

  Optional<HeldVersion> find(Tx tx, PackageName name, Version version) {
    return tx.one(OF_VERSION, HeldStore::held, name.value(), version.value());
  }

  Optional<HeldVersion> find(Tx tx, String id, HeldVersion.Kind kind) {
    return tx.one(FIND, HeldStore::held, id, kind.stored());
  }

  Optional<Integrity> integrity(Tx tx, PackageName name, Version version) {
    return tx.one(
        INTEGRITY, row -> new Integrity(row.text("integrity")), name.value(), version.value());
  }

  /** Returns whether a version that waits consists of these bytes. */
  boolean isNamed(Tx tx, Integrity integrity) {
    return tx.one(NAMING, row -> row.number("n"), integrity.value()).isPresent();
  }

  long count(Tx tx, PackageName name) {
    return tx.one(COUNT, row -> row.number("n"), name.value()).orElse(0L);
  }

  boolean remove(Tx tx, UUID id) {
    return tx.update(REMOVE, id) == 1;
  }

  private static HeldSummary summary(Row row) {
    return new HeldSummary(
        UUID.fromString(row.text("id")),
        new PackageName(row.text("package")),
        new Version(row.text("version")),
        new DistTag(row.text("tag")),
        row.text("why"),
        row.instant("held_at"),
        new Integrity(row.text("integrity")),
        row.number("tarball_bytes"),
        PublishOrigin.ofStored(row.text("published_by")));
  }

  private static HeldVersion held(Row row) {
    var contents =
        new NewVersion.Contents(
            new Integrity(row.text("integrity")),
            row.text("shasum"),
            row.number("tarball_bytes"),
            (int) row.number("file_count"),
            row.number("unpacked_bytes"));
    return new HeldVersion(
        UUID.fromString(row.text("id")),
        new PackageName(row.text("package")),
        new DistTag(row.text("tag")),
        HeldVersion.Kind.ofStored(row.text("kind")),
        row.text("why"),
        row.instant("held_at"),
        staging(row),
        new NewVersion(
            new Version(row.text("version")),
            new Manifest(Json.readOwn(row.text("manifest"))),
            contents,
            row.maybeText("readme").map(text -> new Readme(row.text("readme_file"), text)),
            row.maybeText("build")
                .map(
                    build -> new VerifiedProvenance(row.text("provenance"), Build.ofStored(build))),
            PublishOrigin.ofStored(row.text("published_by"))));
  }

  private static HeldVersion.Staging staging(Row row) {
    return new HeldVersion.Staging(
        row.maybeText("release_group").map(UUID::fromString),
        row.truth("four_eyes"),
        Json.read(row.text("started_by"), OWN) instanceof JsonArray(var items)
            ? items.stream().map(item -> ((JsonText) item).value()).toList()
            : List.of());
  }
}
