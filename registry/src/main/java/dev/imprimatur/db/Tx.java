package dev.imprimatur.db;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A transaction under way. A method that takes one runs inside it, and cannot be called without
 * one.
 *
 * <p>Arguments stand for the question marks of the SQL in order. Instants are written as
 * milliseconds since 1970, ids as text, and an {@link Optional} as its value or as null.
 */
public final class Tx {
  private final Statements statements;
  private final Turns turns;
  private final FullText fullText;

  // A transaction is used by one thread.
  private final Deque<Consumer<Tx>> beforeCommit = new ArrayDeque<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private final Set<String> shared = new HashSet<>();
  private boolean written;

  /** The way in which writers take turns where several write at once. */
  interface Turns {
    void take(Tx tx, String what);

    void share(Tx tx, String what);
  }

  Tx(Statements statements, Turns turns, FullText fullText) {
    this.statements = statements;
    this.turns = turns;
    this.fullText = fullText;
  }

  /** The full-text search of the database. */
  public FullText fullText() {
    return fullText;
  }

  /**
   * Waits until no other transaction works on this, and keeps the others waiting until this one
   * ends. Turns are taken before any row is changed, so that no transaction that waits here holds
   * something that the working one needs.
   */
  public void takeTurns(String what) {
    if (taken.add(what)) {
      turns.take(this, what);
    }
  }

  /**
   * Waits until no transaction has the turn of this, and until this one ends keeps those waiting
   * who want it, but not others who share it. A transaction that shares something never takes its
   * turn.
   */
  public void shareTurns(String what) {
    if (!taken.contains(what) && shared.add(what)) {
      turns.share(this, what);
    }
  }

  /** Runs a statement that changes rows, and says how many. */
  public int update(String sql, Object... arguments) {
    boolean before = written;
    // Nobody knows what a statement did that failed.
    written = true;
    int rows =
        statements.use(
            sql,
            statement -> {
              bind(statement, arguments);
              return statement.executeUpdate();
            });
    written = before || rows > 0;
    return rows;
  }

  public <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) {
    boolean before = written;
    written = true;
    List<T> rows =
        statements.use(
            sql,
            statement -> {
              bind(statement, arguments);
              try (var answer = statement.executeQuery()) {
                return read(answer, reader);
              }
            });
    // A statement that returns rows may still change some: UPDATE ... RETURNING.
    written = before || !sql.startsWith("SELECT");
    return rows;
  }

  private static <T> List<T> read(ResultSet answer, Row.Reader<T> reader) throws SQLException {
    var row = new Row(answer);
    var rows = new ArrayList<T>();
    while (answer.next()) {
      rows.add(reader.read(row));
    }
    return rows;
  }

  /** Returns the only row of the answer, if there is one; more than one is a bug. */
  public <T> Optional<T> one(String sql, Row.Reader<T> reader, Object... arguments) {
    var rows = list(sql, reader, arguments);
    if (rows.size() > 1) {
      throw new IllegalStateException("More than one row answers: " + sql);
    }
    return rows.stream().findFirst();
  }

  /**
   * Adds a step to the end of this transaction, after everything else and in the order of the
   * calls; if it fails, the whole transaction fails. A row that every writer must lock is locked
   * here: as briefly as possible, and last, so that no two wait for each other.
   */
  public void beforeCommit(Consumer<Tx> step) {
    beforeCommit.add(step);
  }

  /**
   * Adds a step for when this transaction has been committed, never run if it is rolled back: for
   * what no rollback could undo, such as counting in memory. It runs before the caller of the
   * transaction goes on, and keeps the next writer waiting; so it is short, and asks no database.
   */
  public void afterCommit(Runnable step) {
    afterCommit.add(step);
  }

  /** Returns whether it may have changed a row. */
  boolean hasWritten() {
    return written;
  }

  /** Runs the steps before the commit. */
  void end() {
    while (!beforeCommit.isEmpty()) {
      beforeCommit.remove().accept(this);
    }
  }

  /** Runs the steps after the commit. */
  void committed() {
    afterCommit.forEach(Runnable::run);
  }

  private static void bind(PreparedStatement statement, Object[] arguments) throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      bind(statement, i + 1, arguments[i]);
    }
  }

  private static void bind(PreparedStatement statement, int mark, @Nullable Object argument)
      throws SQLException {
    switch (argument) {
      case null -> statement.setNull(mark, Types.NULL);
      case Optional<?> maybe -> bind(statement, mark, maybe.orElse(null));
      case Instant instant -> statement.setLong(mark, instant.toEpochMilli());
      case UUID id -> statement.setString(mark, id.toString());
      case String text -> statement.setString(mark, text);
      case Integer number -> statement.setInt(mark, number);
      case Long number -> statement.setLong(mark, number);
      case Boolean truth -> statement.setBoolean(mark, truth);
      default -> throw new IllegalArgumentException("No column holds " + argument.getClass());
    }
  }
}
