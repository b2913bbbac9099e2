package dev.imprimatur.db;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.testkit.Folders;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh, empty database for each test: SQLite, or PostgreSQL with {@code
 * -Dimprimatur.test.database=postgres}. The build runs what is {@link OnPostgres} with both.
 */
public final class TestDatabase {
  private static final AtomicInteger COUNTER = new AtomicInteger();
  private static final boolean POSTGRES =
      "postgres".equals(System.getProperty("imprimatur.test.database"));

  private static final String FILE_NAME = "imprimatur.db";

  private static @Nullable EmbeddedPostgres server;

  private TestDatabase() {}

  /** Where a PostgreSQL database of its own waits for this test; empty for SQLite. */
  public static Optional<String> postgresUrl() {
    return POSTGRES ? Optional.of(created("test_" + COUNTER.incrementAndGet())) : Optional.empty();
  }

  /**
   * The same, and its tables are there: to make them anew for each test takes longer than most
   * tests. For SQLite the file is put where a registry with this folder finds it.
   */
  public static Optional<String> readyIn(Path folder) {
    if (POSTGRES) {
      var name = "test_" + COUNTER.incrementAndGet();
      return Optional.of(created(name + " TEMPLATE " + Ready.database(), name));
    }
    try {
      Files.copy(Ready.FILE, folder.resolve(FILE_NAME));
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is copied; made by the migrations themselves, by whoever comes first. */
  private static final class Ready {
    private static final String DATABASE = "ready";
    private static final Path FILE = made();

    /** Asked for and not read, so that the tables are made before: a constant starts nothing. */
    static String database() {
      return DATABASE;
    }

    private static Path made() {
      var folder = Folders.scratch("imprimatur-ready-");
      if (POSTGRES) {
        postgres(created(DATABASE)).close();
      } else {
        sqlite(folder).close();
      }
      return folder.resolve(FILE_NAME);
    }
  }

  /** Opens a fresh database. */
  public static Database open(Path folder) {
    return postgresUrl().map(TestDatabase::postgres).orElseGet(() -> sqlite(folder));
  }

  /** Connects to a database that has no tables yet. */
  static DataSource empty(Path folder) {
    if (!POSTGRES) {
      return Sqlite.source(folder.resolve(FILE_NAME), false);
    }
    var source = new PGSimpleDataSource();
    source.setUrl(postgresUrl().orElseThrow());
    return source;
  }

  /** The type of a primary key that is a number, in {@link #empty}. */
  static String numberKey() {
    return POSTGRES ? "BIGINT" : "INTEGER";
  }

  /** The tables for full texts, in {@link #empty}. */
  static String textTables() {
    return POSTGRES ? PostgresText.tables() : SqliteText.tables();
  }

  /** Opens the SQLite file in this folder. */
  public static Database sqlite(Path folder) {
    return Database.sqlite(
        folder.resolve(FILE_NAME), Thread.ofPlatform().daemon().factory(), System::nanoTime);
  }

  /** Connects to a PostgreSQL database. */
  static Database postgres(String url) {
    return Database.postgres(url, System::nanoTime);
  }

  private static String created(String name) {
    return created(name, name);
  }

  private static synchronized String created(String how, String name) {
    try (var connection = server().getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + how);
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
                .setServerConfig("synchronous_commit", "off")
                .setServerConfig("full_page_writes", "off")
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return server;
  }
}
