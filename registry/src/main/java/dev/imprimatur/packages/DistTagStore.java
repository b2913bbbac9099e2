package dev.imprimatur.packages;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The table {@code dist_tag}. */
final class DistTagStore {
  private static final String MOVE =
      """
      INSERT INTO dist_tag (package, tag, version)
      VALUES (?, ?, ?)
      ON CONFLICT (package, tag) DO UPDATE SET version = excluded.version
      """;

  private static final String REMOVE = "DELETE FROM dist_tag WHERE package = ? AND tag = ?";

  private static final String COUNT = "SELECT count(*) AS n FROM dist_tag WHERE package = ?";

  private static final String OF_PACKAGE =
      """
      SELECT tag, version
      FROM dist_tag
      WHERE package = ?
      ORDER BY tag
      """;

  void move(Tx tx, PackageName name, DistTag tag, Version version) {
    tx.update(MOVE, name.value(), tag.value(), version.value());
  }

  long count(Tx tx, PackageName name) {
    return tx.one(COUNT, row -> row.number("n"), name.value()).orElse(0L);
  }

  boolean remove(Tx tx, PackageName name, DistTag tag) {
    return tx.update(REMOVE, name.value(), tag.value()) == 1;
  }

  SequencedMap<DistTag, Version> ofPackage(Tx tx, PackageName name) {
    SequencedMap<DistTag, Version> tags = new LinkedHashMap<>();
    tx.list(
            OF_PACKAGE,
            row -> Map.entry(new DistTag(row.text("tag")), new Version(row.text("version"))),
            name.value())
        .forEach(entry -> tags.put(entry.getKey(), entry.getValue()));
    return tags;
  }
}
