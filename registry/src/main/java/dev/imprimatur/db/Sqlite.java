package dev.imprimatur.db;

import dev.imprimatur.secret.OwnFiles;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.Pragma;
import org.sqlite.SQLiteConfig.SynchronousMode;
import org.sqlite.SQLiteConfig.TempStore;
import org.sqlite.SQLiteDataSource;

/**
 * SQLite in a file, in WAL mode: readers see one snapshot each, and there is one writer at a time.
 */
final class Sqlite implements Engine {
  private static final Logger LOG = System.getLogger(Database.class.getName());
  private static final FullText TEXT = new SqliteText();
  private static final int READERS = 4;

  /** No turns to take, as there is one writer. */
  private static final Tx.Turns ONE_WRITER =
      new Tx.Turns() {
        @Override
        public void take(Tx tx, String what) {}

        @Override
        public void share(Tx tx, String what) {}
      };

  /** The writer's cache of the file; new tokens are spread all over their index. */
  private static final int WRITER_CACHE_KIB = 32 * 1024;

  /** The size of the log, 16 MiB, at which it is checkpointed into the file. */
  private static final int LOG_PAGES = 4096;

  /** The number of cached statements, more than this program has. */
  private static final int STATEMENTS_MAX = 500;

  private final BlockingQueue<Session> readers;
  private final GroupCommit writer;
  private final Outage outage;
  private volatile boolean closed;

  private Sqlite(List<Session> readers, GroupCommit writer, Outage outage) {
    this.readers = new ArrayBlockingQueue<>(READERS, true, readers);
    this.writer = writer;
    this.outage = outage;
  }

  /** A connection that runs one transaction after the other. */
  static final class Session {
    private final Connection connection;
    private final Statements statements;

    private Session(Connection connection) {
      this.connection = connection;
      this.statements = Statements.keeping(connection, STATEMENTS_MAX);
    }

    Tx tx() {
      return new Tx(statements, ONE_WRITER, TEXT);
    }

    /** Runs one of SQLite's commands for transactions; its driver's own would begin too early. */
    void execute(String sql) {
      statements.use(sql, statement -> statement.execute());
    }

    /** Rolls back what is under way, unless SQLite has done so by itself. */
    void undo() {
      try {
        execute("ROLLBACK");
      } catch (DatabaseException e) {
        // It fails only where there is nothing under way any more.
      }
    }

    void close() {
      try {
        connection.close();
      } catch (SQLException e) {
        throw new DatabaseException("A connection could not be closed", e);
      }
    }
  }

  static Sqlite open(Path file, ThreadFactory threads, Outage outage) {
    makePrivate(file);
    var source = source(file, false);
    // Only with this type is the key the row's own id, which needs no index.
    Migrations.run(source, "INTEGER", SqliteText.tables());
    var writer = new GroupCommit(session(source, outage), threads, outage).start();
    var readers = new ArrayList<Session>();
    var readOnly = source(file, true);
    for (int i = 0; i < READERS; i++) {
      readers.add(session(readOnly, outage));
    }
    return new Sqlite(readers, writer, outage);
  }

  /** Makes the file private; SQLite gives the files beside it the same permissions. */
  private static void makePrivate(Path file) {
    try {
      OwnFiles.makeFile(file);
    } catch (IOException e) {
      // If it cannot be opened at all, SQLite says so right after this, and better.
      LOG.log(Level.WARNING, "The database's file may be readable by others: " + e);
    }
  }

  static SQLiteDataSource source(Path file, boolean readOnly) {
    var sqlite = new SQLiteConfig();
    sqlite.setJournalMode(JournalMode.WAL);
    sqlite.setSynchronous(SynchronousMode.FULL);
    sqlite.setBusyTimeout((int) PATIENCE.toMillis());
    sqlite.enforceForeignKeys(true);
    // The driver would query the id of every row that is added.
    sqlite.setGetGeneratedKeys(false);
    sqlite.setReadOnly(readOnly);
    if (!readOnly) {
      sqlite.setCacheSize(-WRITER_CACHE_KIB);
      sqlite.setTempStore(TempStore.MEMORY);
      sqlite.setPragma(Pragma.WAL_AUTOCHECKPOINT, Integer.toString(LOG_PAGES));
    }
    var source = new SQLiteDataSource(sqlite);
    source.setUrl("jdbc:sqlite:" + file);
    return source;
  }

  private static Session session(SQLiteDataSource source, Outage outage) {
    try {
      var connection = source.getConnection();
      connection.setAutoCommit(false);
      var session = new Session(connection);
      // The driver has begun a transaction already; from here on we begin them ourselves.
      session.execute("ROLLBACK");
      return session;
    } catch (SQLException e) {
      throw outage.problem(e);
    }
  }

  @Override
  public <T> T read(Function<Tx, T> work) {
    var session = free();
    try {
      session.execute("BEGIN");
      try {
        return work.apply(session.tx());
      } finally {
        session.undo();
      }
    } catch (DatabaseException e) {
      throw outage.orBug(e);
    } finally {
      readers.add(session);
    }
  }

  private Session free() {
    var session = taken();
    if (closed) {
      readers.add(session);
      throw outage.problem(new IllegalStateException("The database is closed"));
    }
    return session;
  }

  private Session taken() {
    try {
      var session = readers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      if (session != null) {
        return session;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw outage.problem(new IllegalStateException("No reader became free"));
  }

  @Override
  public <T> T write(Function<Tx, T> work) {
    return writer.write(work);
  }

  @Override
  public void close() {
    closed = true;
    var ended = new ArrayList<Session>();
    while (ended.size() < READERS) {
      ended.add(taken());
    }
    ended.forEach(Session::close);
    readers.addAll(ended);
    // Last, as only a writer can leave the file whole and without a log beside it.
    writer.close();
  }
}
