package dev.imprimatur.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/** PostgreSQL. Readers have connections of their own, as they must not wait for a writer to end. */
final class Postgres implements Engine {
  private static final FullText TEXT = new PostgresText();
  private static final int CONNECTIONS = 10;
  private static final int ATTEMPTS_MAX = 5;

  /** The longest that a connection may take to say that it is alive. */
  private static final Duration ALIVE = Duration.ofSeconds(1);

  /** The timeouts of the network, in seconds: longer than those of any statement. */
  private static final Map<String, String> NETWORK =
      Map.of(
          "connectTimeout", "5",
          "loginTimeout", "10",
          "socketTimeout", "20",
          "tcpKeepAlive", "true",
          // PostgreSQL would quote the row that broke a constraint in its message, and so in the
          // log.
          "logServerErrorDetail", "false");

  /** The timeouts of statements; one that never ended would keep its connection for ever. */
  private static final String BOUNDS =
      """
      SET statement_timeout = '15s';
      SET lock_timeout = '10s';
      SET idle_in_transaction_session_timeout = '20s'
      """;

  /**
   * The turns, by advisory locks; two names with one hash wait for each other, with no other harm.
   */
  private static final Tx.Turns LOCKS =
      new Tx.Turns() {
        @Override
        public void take(Tx tx, String what) {
          tx.list("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", row -> what, what);
        }

        @Override
        public void share(Tx tx, String what) {
          tx.list("SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))", row -> what, what);
        }
      };

  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final Outage outage;

  private Postgres(HikariDataSource readers, HikariDataSource writers, Outage outage) {
    this.readers = readers;
    this.writers = writers;
    this.outage = outage;
  }

  /**
   * Connects; reads see one snapshot, and writes decide races by the rows that they insert or lock.
   */
  static Postgres connect(String jdbcUrl, Outage outage) {
    try (var migrating = new HikariDataSource(unbounded(jdbcUrl))) {
      Migrations.run(migrating, "BIGINT", PostgresText.tables());
    }
    return new Postgres(
        pool(jdbcUrl, "TRANSACTION_REPEATABLE_READ"),
        pool(jdbcUrl, "TRANSACTION_READ_COMMITTED"),
        outage);
  }

  /** The configuration for migrations, which have no timeout. */
  private static HikariConfig unbounded(String jdbcUrl) {
    var config = config(jdbcUrl);
    config.addDataSourceProperty("socketTimeout", "0");
    config.setMaximumPoolSize(2);
    return config;
  }

  private static HikariDataSource pool(String jdbcUrl, String isolation) {
    var config = config(jdbcUrl);
    config.setTransactionIsolation(isolation);
    config.setConnectionInitSql(BOUNDS);
    config.setAutoCommit(false);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    return new HikariDataSource(config);
  }

  /** The configuration; parameters in the address itself override it. */
  private static HikariConfig config(String jdbcUrl) {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    NETWORK.forEach(config::addDataSourceProperty);
    config.setConnectionTimeout(PATIENCE.toMillis());
    config.setValidationTimeout(ALIVE.toMillis());
    return config;
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    try {
      return run(readers, work);
    } catch (DatabaseException e) {
      renew(e);
      throw outage.orBug(e);
    }
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return run(writers, work);
      } catch (DatabaseException e) {
        if (attempt == ATTEMPTS_MAX || !Outage.mayRunAgain(e)) {
          renew(e);
          throw outage.orBug(e);
        }
      }
    }
  }

  /** Renews all connections: after a failover all are as dead as the one that was found to be. */
  private void renew(DatabaseException failure) {
    if (Outage.isOfConnection(failure)) {
      readers.getHikariPoolMXBean().softEvictConnections();
      writers.getHikariPoolMXBean().softEvictConnections();
    }
  }

  private <T> T run(HikariDataSource pool, Function<Tx, T> work) {
    try (var connection = connection(pool)) {
      boolean done = false;
      try {
        var tx = new Tx(Statements.of(connection), LOCKS, TEXT);
        var result = work.apply(tx);
        connection.commit();
        done = true;
        tx.committed();
        return result;
      } finally {
        if (!done) {
          undo(connection);
        }
      }
    } catch (SQLException e) {
      throw new DatabaseException("A transaction could not be ended", e);
    }
  }

  /** Rolls back, ignoring failures: the connection may be gone, and the first failure says more. */
  private static void undo(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The pool closes a connection that cannot be used any more, which rolls back as well.
    }
  }

  private Connection connection(HikariDataSource pool) {
    try {
      return pool.getConnection();
    } catch (SQLException e) {
      throw outage.problem(e);
    }
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }
}
