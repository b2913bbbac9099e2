package dev.imprimatur.db;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A fresh, empty database for each test: SQLite, or PostgreSQL with {@code
 * -Dimprimatur.test.database=postgres}. The build runs the same tests with both.
 */
public final class TestDatabase {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final boolean POSTGRES =
      "postgres".equals(System.getProperty("imprimatur.test.database"));

  private static @Nullable EmbeddedPostgres server;

  private TestDatabase() {}

  /** Where a PostgreSQL database of its own waits for this test; empty for SQLite. */
  public static Optional<String> postgresUrl() {
    return POSTGRES ? Optional.of(created("test_" + COUNTER.incrementAndGet())) : Optional.empty();
  }

  /** Opens a fresh database. */
  public static Database open(Path folder) {
    return postgresUrl().map(Database::postgres).orElseGet(() -> sqlite(folder));
  }

  /** Opens the SQLite file in this folder. */
  public static Database sqlite(Path folder) {
    return Database.sqlite(folder.resolve("imprimatur.db"), Thread.ofPlatform().daemon().factory());
  }

  private static synchronized String created(String name) {
    try (var connection = server().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
      return server().getJdbcUrl("postgres", name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One server for all tests of a run; it stops with the process. */
  private static EmbeddedPostgres server() {
    if (server == null) {
      try {
        server =
            EmbeddedPostgres.builder()
                .setServerConfig("max_connections", "300")
                .setServerConfig("fsync", "off")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }
}
