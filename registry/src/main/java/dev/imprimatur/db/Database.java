package dev.imprimatur.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.problem.RequestProblem;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TransactionMode;
import org.sqlite.SQLiteDataSource;

/**
 * The database: SQLite in a file, or PostgreSQL. Both run the same SQL, migrated by the same files.
 *
 * <p>A transaction that was acknowledged is on the disk: SQLite runs with {@code synchronous=full},
 * because a publish that was confirmed must outlive the power.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final int READERS = 4;
  private static final int POSTGRES_CONNECTIONS = 10;
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(20);
  private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(20);
  private static final int ATTEMPTS_MAX = 5;

  /** PostgreSQL gave up on this transaction in favour of another; it may simply run again. */
  private static final Set<String> RUN_AGAIN = Set.of("40001", "40P01");

  /** SQLITE_BUSY, _READONLY, _IOERR, _FULL and _CANTOPEN (sqlite.org, "Result Codes"). */
  private static final Set<Integer> SQLITE_OUTAGES = Set.of(5, 8, 10, 13, 14);

  /** PostgreSQL's documentation, appendix A: connection, resources, operator, system, read-only. */
  private static final Pattern POSTGRES_OUTAGES = Pattern.compile("(08|53|57P|58).*|25006");

  private final HikariDataSource readers;
  private final HikariDataSource writers;
  private final Jdbi reading;
  private final Jdbi writing;
  private final Isolation isolation;

  /** How transactions see each other, by the names that a database has for it. */
  private record Isolation(TransactionIsolationLevel read, TransactionIsolationLevel write) {
    /** In WAL mode every transaction reads from one snapshot, and there is one writer at a time. */
    static final Isolation SQLITE =
        new Isolation(
            TransactionIsolationLevel.SERIALIZABLE, TransactionIsolationLevel.SERIALIZABLE);

    /** Reads see one moment; writes decide their races by the rows that they insert or lock. */
    static final Isolation POSTGRES =
        new Isolation(
            TransactionIsolationLevel.REPEATABLE_READ, TransactionIsolationLevel.READ_COMMITTED);
  }

  private Database(HikariDataSource readers, HikariDataSource writers, Isolation isolation) {
    this.readers = readers;
    this.writers = writers;
    this.reading = jdbi(readers);
    this.writing = jdbi(writers);
    this.isolation = isolation;
  }

  /** Opens the file, making it if need be, and brings its tables up to date. */
  public static Database sqlite(Path file) {
    var writers = pool(sqliteSource(file, false), 1);
    migrate(writers);
    var readers = pool(sqliteSource(file, true), READERS);
    return new Database(readers, writers, Isolation.SQLITE);
  }

  /**
   * Connects to PostgreSQL and brings its tables up to date. Readers have connections of their own:
   * what is looked up in the middle of a write must not wait for another writer to end.
   */
  public static Database postgres(String jdbcUrl) {
    var writers = pool(postgresSource(jdbcUrl), POSTGRES_CONNECTIONS);
    migrate(writers);
    var readers = pool(postgresSource(jdbcUrl), POSTGRES_CONNECTIONS);
    return new Database(readers, writers, Isolation.POSTGRES);
  }

  private static HikariConfig postgresSource(String jdbcUrl) {
    var config = new HikariConfig();
    config.setJdbcUrl(jdbcUrl);
    // PostgreSQL would quote the row that broke a rule in its message, and so in the log.
    config.addDataSourceProperty("logServerErrorDetail", "false");
    return config;
  }

  /** Runs work that only reads, all of it from one moment. */
  public <T> T read(Function<Tx, T> work) {
    return run(reading, isolation.read(), work);
  }

  /**
   * Runs work that changes something, all of it or nothing. Where the database asks for it, the
   * work runs again from its start; so it must do nothing that a rollback cannot undo.
   */
  public <T> T write(Function<Tx, T> work) {
    for (int attempt = 1; ; attempt++) {
      try {
        return run(writing, isolation.write(), work);
      } catch (JdbiException e) {
        if (attempt == ATTEMPTS_MAX || !mayRunAgain(e)) {
          throw e;
        }
      }
    }
  }

  /** Whether the database answers. */
  public boolean answers() {
    return read(tx -> tx.list("SELECT 1 AS one", row -> row.number("one"))).equals(List.of(1L));
  }

  @Override
  public void close() {
    readers.close();
    writers.close();
  }

  private static <T> T run(Jdbi jdbi, TransactionIsolationLevel level, Function<Tx, T> work) {
    try {
      return jdbi.inTransaction(
          level,
          handle -> {
            var tx = new Tx(handle);
            var result = work.apply(tx);
            tx.end();
            return result;
          });
    } catch (JdbiException e) {
      throw e instanceof ConnectionException || isOutage(e) ? overloaded(e) : e;
    }
  }

  /** Whoever runs this registry must know why; whoever asked it needs not. */
  private static ProblemException overloaded(JdbiException failure) {
    LOG.log(Level.ERROR, "The database cannot be used", failure);
    return new RequestProblem.Overloaded("The database does not answer.", Duration.ofSeconds(5))
        .asException();
  }

  /**
   * Whether it is nobody's mistake, and may be over soon: a disk that is full, a server that ends.
   */
  private static boolean isOutage(Throwable failure) {
    return causes(failure)
        .anyMatch(sql ->
            SQLITE_OUTAGES.contains(sql.getErrorCode())
                || POSTGRES_OUTAGES.matcher(state(sql)).matches());
  }

  /** SQLite has numbers and no states, PostgreSQL states and no numbers. */
  private static String state(SQLException failure) {
    return Objects.requireNonNullElse(failure.getSQLState(), "");
  }

  private static Stream<SQLException> causes(Throwable failure) {
    return Stream.<Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .filter(SQLException.class::isInstance)
        .map(SQLException.class::cast);
  }

  private static boolean mayRunAgain(Throwable failure) {
    return causes(failure).anyMatch(sql -> RUN_AGAIN.contains(state(sql)));
  }

  private static Jdbi jdbi(HikariDataSource pool) {
    var jdbi = Jdbi.create(pool);
    // Jdbi would write the arguments of a failed statement into its message, and so into the log.
    jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
    return jdbi;
  }

  private static void migrate(HikariDataSource pool) {
    Flyway.configure().dataSource(pool).locations("classpath:db/migration").load().migrate();
  }

  private static HikariConfig sqliteSource(Path file, boolean readOnly) {
    var sqlite = new SQLiteConfig();
    sqlite.setJournalMode(JournalMode.WAL);
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.setBusyTimeout((int) LOCK_PATIENCE.toMillis());
    sqlite.enforceForeignKeys(true);
    sqlite.setReadOnly(readOnly);
    // A transaction that starts by reading and then wants to write could find that it may not.
    sqlite.setTransactionMode(readOnly ? TransactionMode.DEFERRED : TransactionMode.IMMEDIATE);
    var source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + file);
    var config = new HikariConfig();
    config.setDataSource(source);
    config.setReadOnly(readOnly);
    return config;
  }

  private static HikariDataSource pool(HikariConfig config, int connections) {
    config.setMaximumPoolSize(connections);
    config.setMinimumIdle(connections);
    config.setConnectionTimeout(CONNECTION_PATIENCE.toMillis());
    return new HikariDataSource(config);
  }
}
