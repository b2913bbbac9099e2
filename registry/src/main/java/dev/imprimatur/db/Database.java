package dev.imprimatur.db;

import dev.imprimatur.problem.OutageLog;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The database: SQLite in a file, or PostgreSQL. Both run the same SQL, migrated by the same files.
 *
 * <p>A transaction that was acknowledged is on the disk: SQLite runs with {@code synchronous=full},
 * because a publish that was confirmed must survive a power failure.
 */
public final class Database implements AutoCloseable {
  private static final ScopedValue<Boolean> READING = ScopedValue.newInstance();
  private static final ScopedValue<Boolean> WRITING = ScopedValue.newInstance();

  private final Engine engine;

  private Database(Engine engine) {
    this.engine = engine;
  }

  /**
   * Opens the file, making it if need be, and brings its tables up to date.
   *
   * @param threads makes the thread that writes; it waits for the disk, so it is no virtual one
   * @param nanoTime the clock by which an outage is logged once a minute
   */
  public static Database sqlite(Path file, ThreadFactory threads, LongSupplier nanoTime) {
    try {
      return new Database(Sqlite.open(file, threads, new Outage(nanoTime)));
    } catch (LinkageError e) {
      throw new DatabaseUnusableException(
          ("SQLite cannot be loaded from the folder for temporary files (%s). Make it one that"
                  + " programs may be run from, or name another with -Dorg.sqlite.tmpdir=DIR.")
              .formatted(OutageLog.cause(e)),
          e);
    } catch (RuntimeException e) {
      throw new DatabaseUnusableException(
          ("The database %s cannot be opened (%s). Look whether its folder is there, is yours to"
                  + " write and has room, and whether the file is the database of a registry.")
              .formatted(file, OutageLog.cause(e)),
          e);
    }
  }

  /**
   * Connects to PostgreSQL and brings its tables up to date.
   *
   * @param nanoTime the clock by which an outage is logged once a minute
   */
  public static Database postgres(String jdbcUrl, LongSupplier nanoTime) {
    try {
      return new Database(Postgres.connect(jdbcUrl, new Outage(nanoTime)));
    } catch (RuntimeException e) {
      throw new DatabaseUnusableException(
          ("PostgreSQL cannot be used (%s). Look whether it runs, and at the host, port, name, user"
                  + " and password in the setting database.")
              .formatted(OutageLog.cause(e)),
          e);
    }
  }

  /** Runs work that only reads, all of it in one snapshot. */
  public <T> T read(Function<Tx, T> work) {
    requireNoWrite();
    requireNoRead();
    return engine.read(tx -> ScopedValue.where(READING, true).call(() -> work.apply(tx)));
  }

  /**
   * Runs work that changes something, all of it or nothing. Where the database asks for it, the
   * work runs again from its start; so it must do nothing that a rollback cannot undo.
   */
  public <T> T write(Function<Tx, T> work) {
    requireNoWrite();
    return engine.write(tx -> ScopedValue.where(WRITING, true).call(() -> done(work, tx)));
  }

  private static <T> T done(Function<Tx, T> work, Tx tx) {
    var result = work.apply(tx);
    tx.end();
    return result;
  }

  /** Refuses to read during a write: it would not see what is being written, and could deadlock. */
  private static void requireNoWrite() {
    if (WRITING.isBound()) {
      throw new IllegalStateException("Whoever writes uses the transaction that they were given");
    }
  }

  /**
   * Refuses a nested read: it would see another snapshot, and wait for a connection while it holds
   * one.
   */
  private static void requireNoRead() {
    if (READING.isBound()) {
      throw new IllegalStateException("Whoever reads uses the transaction that they were given");
    }
  }

  /** Returns whether the database answers. */
  public boolean answers() {
    return read(tx -> tx.list("SELECT 1 AS one", row -> row.number("one"))).equals(List.of(1L));
  }

  @Override
  public void close() {
    engine.close();
  }
}
