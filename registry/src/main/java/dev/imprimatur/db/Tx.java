package dev.imprimatur.db;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A transaction under way. A method that takes one runs inside it, and cannot be called without.
 *
 * <p>Arguments stand for the question marks of the SQL in order. Instants are written as
 * milliseconds since 1970, ids as text, and an {@link Optional} as its value or as null.
 */
public final class Tx {
  private final Handle handle;

  /** What is still to be done before the commit; a transaction is used by one thread. */
  private final Deque<Consumer<Tx>> atEnd = new ArrayDeque<>();

  Tx(Handle handle) {
    this.handle = handle;
  }

  /** Runs a statement that changes rows, and says how many. */
  public int update(String sql, Object... arguments) {
    return handle.execute(sql, columns(arguments));
  }

  public <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) {
    return handle
        .select(sql, columns(arguments))
        .map((row, context) -> reader.read(new Row(row)))
        .list();
  }

  /** The only row of the answer, if there is one; more than one is a bug. */
  public <T> Optional<T> one(String sql, Row.Reader<T> reader, Object... arguments) {
    return handle
        .select(sql, columns(arguments))
        .map((row, context) -> reader.read(new Row(row)))
        .findOne();
  }

  /**
   * Does something at the end of this transaction, after everything else and in the order in which
   * it was asked for; if it fails, all of the transaction fails. What every writer must lock is
   * locked here: for as short as can be, and last, so that no two wait for each other.
   */
  public void atEnd(Consumer<Tx> step) {
    atEnd.add(step);
  }

  /** Does what is left to be done before the commit. */
  void end() {
    while (!atEnd.isEmpty()) {
      atEnd.remove().accept(this);
    }
  }

  private static @Nullable Object[] columns(Object[] arguments) {
    var columns = new @Nullable Object[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      columns[i] = column(arguments[i]);
    }
    return columns;
  }

  private static @Nullable Object column(Object argument) {
    return switch (argument) {
      case Optional<?> maybe -> maybe.map(Tx::column).orElse(null);
      case Instant instant -> instant.toEpochMilli();
      case UUID id -> id.toString();
      case String _, Integer _, Long _, Boolean _ -> argument;
      default -> throw new IllegalArgumentException("No column holds " + argument.getClass());
    };
  }
}
