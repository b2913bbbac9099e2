package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** The database of a registry that is killed. It is looked into while that is dead. */
interface KilledDatabase extends AutoCloseable {
  /** For so long, what a process has taken to send is nobody else's. */
  Duration TAKEN = Duration.ofMinutes(5);

  /** What the registry must be told, to use it. */
  Map<String, String> environment();

  Connection connect() throws SQLException;

  /** Waits until it has ended what the dead had begun. */
  default void settle() throws SQLException, InterruptedException {}

  @Override
  default void close() {}

  /** Lets the time pass that the dead have for what they had taken, without the waiting. */
  default void passTaken() throws SQLException {
    try (var connection = connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(
          "UPDATE delivery SET taken_until = taken_until - %d WHERE taken_until > 0"
              .formatted(TAKEN.toMillis()));
    }
  }

  /** The file that a registry has by itself. */
  static KilledDatabase sqlite(Path data) {
    var url = "jdbc:sqlite:" + data.resolve("imprimatur.db");
    return new KilledDatabase() {
      @Override
      public Map<String, String> environment() {
        return Map.of();
      }

      @Override
      public Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
      }
    };
  }

  /** A PostgreSQL of its own, which goes on while the registry dies. */
  static KilledDatabase postgres() {
    try {
      return new Postgres(EmbeddedPostgres.builder().setServerConfig("fsync", "off").start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server with one database. */
  record Postgres(EmbeddedPostgres server) implements KilledDatabase {
    private static final String USER = "postgres";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    @Override
    public Map<String, String> environment() {
      return Map.of("IMPRIMATUR_DATABASE", server.getJdbcUrl(USER, USER));
    }

    @Override
    public Connection connect() throws SQLException {
      return server.getPostgresDatabase().getConnection();
    }

    /** A commit that the dead had sent becomes true after their death. */
    @Override
    public void settle() throws SQLException, InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      try (var connection = connect();
          var statement =
              connection.prepareStatement(
                  """
                  SELECT count(*)
                  FROM pg_stat_activity
                  WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
                  """)) {
        while (true) {
          try (var rows = statement.executeQuery()) {
            assertThat(rows.next()).isTrue();
            if (rows.getInt(1) == 0) {
              return;
            }
          }
          assertThat(System.nanoTime()).as("the dead are still there").isLessThan(deadline);
          Thread.sleep(LOOK_AGAIN);
        }
      }
    }

    @Override
    public void close() {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
