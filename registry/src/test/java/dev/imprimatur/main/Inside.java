package dev.imprimatur.main;

import dev.imprimatur.npm.DistTag;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;

/** What of a registry no client can see, for tests that must know it. */
public final class Inside {
  private final Registry registry;
  private final Config config;

  Inside(Registry registry, Config config) {
    this.registry = registry;
    this.config = config;
  }

  /** What can happen to its database. */
  public Breakage breakage() {
    return new Breakage(registry, config.database().isPresent());
  }

  /** Every address that is answered: {@code GET /{package}}, and whether for browsers alone. */
  public List<String> routes() {
    return registry.routes().stream()
        .map(route ->
            "%s %s%s"
                .formatted(
                    route.method(), route.path(), route.traits().forBrowsers() ? " (page)" : ""))
        .toList();
  }

  /** All of a column, as text. */
  public List<String> texts(String table, String column) {
    return registry.db.read(tx ->
        tx.list(
            "SELECT CAST(%s AS TEXT) AS it FROM %s".formatted(column, table),
            row -> row.maybeText("it").orElse("")));
  }

  /** Runs a statement behind the registry's back, as whoever may write the database can. */
  public void sql(String statement) {
    registry.db.write(tx -> tx.update(statement));
  }

  /** How many files there are below the folder of the blobs. */
  public long files() {
    try (var files = Files.walk(config.data().resolve("blobs"))) {
      return files.filter(Files::isRegularFile).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Points a dist-tag to version 1.0.0, as another process with the same database would. */
  public void changeBehindItsBack(String name) {
    registry.db.write(tx -> {
      registry.packages.moveTag(
          tx, new PackageName(name), new DistTag("behind"), new Version("1.0.0"));
      return name;
    });
  }
}
