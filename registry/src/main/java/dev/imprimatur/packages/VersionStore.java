package dev.imprimatur.packages;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.json.Json;
import dev.imprimatur.npm.Integrity;
import dev.imprimatur.npm.Manifest;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Readme;
import dev.imprimatur.npm.Release;
import dev.imprimatur.npm.Version;
import dev.imprimatur.provenancepolicy.Build;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.function.Consumer;

/** The table {@code version}. */
final class VersionStore {
  private static final String CLAIM =
      """
      INSERT INTO version
        (package, version, manifest, integrity, shasum, tarball_bytes, file_count, unpacked_bytes,
         readme_file, readme, provenance, build, published_at, published_by)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (package, version) DO NOTHING
      """;

  private static final String OF_PACKAGE =
      """
      SELECT version, manifest, integrity, shasum, tarball_bytes, file_count, unpacked_bytes,
        build, published_at, published_by, deprecated
      FROM version
      WHERE package = ?
      ORDER BY published_at, version
      """;

  private static final String FIND =
      """
      SELECT version, manifest, integrity, shasum, tarball_bytes, file_count, unpacked_bytes,
        build, published_at, published_by, deprecated
      FROM version
      WHERE package = ? AND version = ?
      """;

  private static final String NEWEST =
      """
      SELECT version, tarball_bytes, file_count, unpacked_bytes, build, published_at, published_by
      FROM version
      WHERE package = ?
      ORDER BY published_at DESC, version DESC
      LIMIT ?
      """;

  private static final String SUMMARY =
      """
      SELECT version, tarball_bytes, file_count, unpacked_bytes, build, published_at, published_by
      FROM version
      WHERE package = ? AND version = ?
      """;

  private static final String TARBALL =
      """
      SELECT integrity, tarball_bytes
      FROM version
      WHERE package = ? AND version = ?
      """;

  private static final String DEPRECATIONS =
      """
      SELECT version, deprecated
      FROM version
      WHERE package = ?
      ORDER BY published_at, version
      """;

  private static final String NAMING = "SELECT 1 AS n FROM version WHERE integrity = ? LIMIT 1";

  private static final String README =
      """
      SELECT readme_file, readme
      FROM version
      WHERE package = ? AND version = ? AND readme IS NOT NULL
      """;

  private static final String PROVENANCE =
      """
      SELECT provenance, build
      FROM version
      WHERE package = ? AND version = ? AND build IS NOT NULL
      """;

  private static final String PROVEN =
      """
      SELECT package, version, provenance
      FROM version
      WHERE (package, version) > (?, ?) AND build IS NOT NULL
      ORDER BY package, version
      LIMIT ?
      """;

  private static final String DEPRECATE =
      """
      UPDATE version
      SET deprecated = ?
      WHERE package = ? AND version = ?
      """;

  private static final String AFTER =
      """
      SELECT package, version, integrity, published_at
      FROM version
      WHERE (package, version) > (?, ?)
      ORDER BY package, version
      LIMIT ?
      """;

  private static final String ANY_PROVEN =
      """
      SELECT 1 AS n
      FROM version
      WHERE package = ? AND build IS NOT NULL
      LIMIT 1
      """;

  private static final String COUNT = "SELECT count(*) AS n FROM version WHERE package = ?";

  private static final String ANY_FRESH =
      """
      SELECT 1 AS n
      FROM version
      WHERE package = ? AND deprecated IS NULL
      LIMIT 1
      """;

  private static final String REMOVE = "DELETE FROM version WHERE package = ? AND version = ?";

  /** Returns whether a version of the package is not deprecated. */
  boolean anyFresh(Tx tx, PackageName name) {
    return tx.one(ANY_FRESH, row -> row.number("n"), name.value()).isPresent();
  }

  void remove(Tx tx, PackageName name, Version version) {
    tx.update(REMOVE, name.value(), version.value());
  }

  /** Claims the version; returns the bytes of its manifest, or nothing if it is taken. */
  OptionalInt claim(Tx tx, PackageName name, NewVersion added, Instant now) {
    var contents = added.contents();
    var manifest = Json.text(added.manifest().json());
    int rows =
        tx.update(
            CLAIM,
            name.value(),
            added.version().value(),
            manifest,
            contents.integrity().value(),
            contents.shasum(),
            contents.bytes(),
            contents.fileCount(),
            contents.unpackedBytes(),
            added.readme().map(Readme::file),
            added.readme().map(Readme::text),
            added.provenance().map(VerifiedProvenance::bundle),
            added.provenance().map(each -> each.build().stored()),
            now,
            added.publication().stored());
    return rows == 1 ? OptionalInt.of(manifest.getBytes(UTF_8).length) : OptionalInt.empty();
  }

  List<PublishedVersion> ofPackage(Tx tx, PackageName name) {
    return tx.list(OF_PACKAGE, VersionStore::read, name.value());
  }

  /** Hands the versions over one by one, so that memory never holds two manifests. */
  void each(Tx tx, PackageName name, Consumer<PublishedVersion> use) {
    tx.list(
        OF_PACKAGE,
        row -> {
          use.accept(read(row));
          return true;
        },
        name.value());
  }

  List<VersionTime> newest(Tx tx, PackageName name, int versionsMax) {
    return tx.list(NEWEST, VersionStore::summary, name.value(), versionsMax);
  }

  Optional<VersionTime> summary(Tx tx, PackageName name, Version version) {
    return tx.one(SUMMARY, VersionStore::summary, name.value(), version.value());
  }

  Optional<StoredTarball> tarball(Tx tx, PackageName name, Version version) {
    return tx.one(
        TARBALL,
        row -> new StoredTarball(new Integrity(row.text("integrity")), row.number("tarball_bytes")),
        name.value(),
        version.value());
  }

  /** The deprecation of each version; an empty text if it has none. */
  SequencedMap<Version, String> deprecations(Tx tx, PackageName name) {
    var all = new LinkedHashMap<Version, String>();
    tx.list(
            DEPRECATIONS,
            row ->
                Map.entry(new Version(row.text("version")), row.maybeText("deprecated").orElse("")),
            name.value())
        .forEach(each -> all.put(each.getKey(), each.getValue()));
    return all;
  }

  /** Returns whether a version consists of these bytes. */
  boolean isNamed(Tx tx, Integrity integrity) {
    return tx.one(NAMING, row -> row.number("n"), integrity.value()).isPresent();
  }

  Optional<PublishedVersion> find(Tx tx, PackageName name, Version version) {
    return tx.one(FIND, VersionStore::read, name.value(), version.value());
  }

  Optional<Readme> readme(Tx tx, PackageName name, Version version) {
    return tx.one(
        README,
        row -> new Readme(row.text("readme_file"), row.text("readme")),
        name.value(),
        version.value());
  }

  Optional<VerifiedProvenance> provenance(Tx tx, PackageName name, Version version) {
    return tx.one(
        PROVENANCE,
        row -> new VerifiedProvenance(row.text("provenance"), Build.ofStored(row.text("build"))),
        name.value(),
        version.value());
  }

  List<VerifiedProvenance.OfVersion> firstProven(Tx tx, int versionsMax) {
    return provenAfter(tx, "", "", versionsMax);
  }

  List<VerifiedProvenance.OfVersion> provenAfter(
      Tx tx, VerifiedProvenance.OfVersion last, int versionsMax) {
    return provenAfter(tx, last.name().value(), last.version().value(), versionsMax);
  }

  private static List<VerifiedProvenance.OfVersion> provenAfter(
      Tx tx, String name, String version, int versionsMax) {
    return tx.list(
        PROVEN,
        row ->
            new VerifiedProvenance.OfVersion(
                new PackageName(row.text("package")),
                new Version(row.text("version")),
                row.text("provenance")),
        name,
        version,
        versionsMax);
  }

  /** Deprecates a version; an empty text takes that back. */
  void deprecate(Tx tx, PackageName name, Version version, String message) {
    var stored = Optional.of(message).filter(text -> !text.isEmpty());
    tx.update(DEPRECATE, stored, name.value(), version.value());
  }

  List<PublishedVersion.Summary> first(Tx tx, int versionsMax) {
    return after(tx, "", "", versionsMax);
  }

  List<PublishedVersion.Summary> after(Tx tx, PublishedVersion.Summary last, int versionsMax) {
    return after(tx, last.name().value(), last.version().value(), versionsMax);
  }

  private static List<PublishedVersion.Summary> after(
      Tx tx, String name, String version, int versionsMax) {
    return tx.list(
        AFTER,
        row ->
            new PublishedVersion.Summary(
                new PackageName(row.text("package")),
                new Version(row.text("version")),
                new Integrity(row.text("integrity")),
                row.instant("published_at")),
        name,
        version,
        versionsMax);
  }

  /** Returns whether a version of the package has provenance. */
  boolean anyProven(Tx tx, PackageName name) {
    return tx.one(ANY_PROVEN, row -> row.number("n"), name.value()).isPresent();
  }

  long count(Tx tx, PackageName name) {
    return tx.one(COUNT, row -> row.number("n"), name.value()).orElse(0L);
  }

  private static VersionTime summary(Row row) {
    return new VersionTime(
        new Version(row.text("version")),
        row.instant("published_at"),
        new VersionTime.Contents(
            (int) row.number("file_count"),
            row.number("unpacked_bytes"),
            row.number("tarball_bytes")),
        PublishOrigin.ofStored(row.text("published_by")),
        row.maybeText("build").map(Build::ofStored));
  }

  private static PublishedVersion read(Row row) {
    var publication = PublishOrigin.ofStored(row.text("published_by"));
    var build = row.maybeText("build").map(Build::ofStored);
    var release =
        new Release(
            new Version(row.text("version")),
            new Manifest(Json.readOwn(row.text("manifest"))),
            new Integrity(row.text("integrity")),
            row.text("shasum"),
            (int) row.number("file_count"),
            row.number("unpacked_bytes"),
            row.instant("published_at"),
            publication.shown(),
            row.maybeText("deprecated"),
            List.of(),
            build.map(Build::predicateType),
            false);
    return new PublishedVersion(release, row.number("tarball_bytes"), publication, build);
  }
}
