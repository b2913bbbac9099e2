package dev.imprimatur.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;

/**
 * PostgreSQL. Readers have connections of their own: who only looks something up must not wait for
 * a writer to end.
 */
final class Postgres implements Engine {
  private static final int CONNECTIONS = 10;
  private static final int ATTEMPTS_MAX = 5;

  private final HikariDataSource readers;
  private final HikariDataSource writers;

  private Postgres(HikariDataSource readers, HikariDataSource writers) {
    this.readers = readers;
    this.writers = writers;
  }

  /** Reads see one moment; writes decide their races by the rows that they insert or lock. */
  static Postgres connect(String jdbcUrl) {
    var writers = pool(jdbcUrl, "TRANSACTION_READ_COMMITTED");
    Database.migrate(writers, "BIGINT");
    return new Postgres(pool(jdbcUrl, "TRANSACTION_REPEATABLE_READ"), writers);
  }

  private static HikariDataSource pool(String jdbcUrl, String isolation) {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    // PostgreSQL would quote the row that broke a rule in its message, and so in the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    config.setTransactionIsolation(isolation);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    config.setConnectionTimeout(PATIENCE.toMillis());
    return new HikariDataSource(config);
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    try {
      return run(readers, work);
    } catch (DatabaseException e) {
      throw Outage.orBug(e);
    }
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return run(writers, work);
      } catch (DatabaseException e) {
        if (attempt == ATTEMPTS_MAX || !Outage.mayRunAgain(e)) {
          throw Outage.orBug(e);
        }
      }
    }
  }

  private static <T> T run(HikariDataSource pool, Function<Tx, T> work) {
    try (var connection = connection(pool)) {
      boolean done = false;
      try {
        var result = work.apply(new Tx(Statements.of(connection), Postgres::lock));
        connection.commit();
        done = true;
        return result;
      } finally {
        if (!done) {
          connection.rollback();
        }
      }
    } catch (SQLException e) {
      throw new DatabaseException("A transaction could not be ended", e);
    }
  }

  /** Two names of one hash wait for each other without need, and for nothing worse. */
  private static void lock(Tx tx, String what) {
    tx.list("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> what, what);
  }

  private static Connection connection(HikariDataSource pool) {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw Outage.problem(e);
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
