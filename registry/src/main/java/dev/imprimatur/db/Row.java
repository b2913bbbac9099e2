package dev.imprimatur.db;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One row of an answer, read by the names of its columns; valid only while it is being read. */
public final class Row {
  private final ResultSet row;

  Row(ResultSet row) {
    this.row = row;
  }

  /** Turns a row into a value. */
  public interface Reader<T> {
    T read(Row row);
  }

  public String text(String column) {
    return maybeText(column)
        .orElseThrow(() -> new IllegalStateException("The column " + column + " is null"));
  }

  public Optional<String> maybeText(String column) {
    return Optional.ofNullable(read(column, ResultSet::getString));
  }

  public long number(String column) {
    return required(column, ResultSet::getLong);
  }

  public Optional<Long> maybeNumber(String column) {
    return Optional.ofNullable(read(column, ResultSet::getLong));
  }

  public boolean truth(String column) {
    return required(column, ResultSet::getBoolean);
  }

  /** Reads an instant, kept as milliseconds since 1970, which both databases compare alike. */
  public Instant instant(String column) {
    return Instant.ofEpochMilli(number(column));
  }

  public Optional<Instant> maybeInstant(String column) {
    return Optional.ofNullable(read(column, ResultSet::getLong)).map(Instant::ofEpochMilli);
  }

  private interface Getter<T> {
    @Nullable T get(ResultSet row, String column) throws SQLException;
  }

  private <T> T required(String column, Getter<T> getter) {
    var value = read(column, getter);
    if (value == null) {
      throw new IllegalStateException("The column " + column + " is null");
    }
    return value;
  }

  private <T> @Nullable T read(String column, Getter<T> getter) {
    try {
      var value = getter.get(row, column);
      return row.wasNull() ? null : value;
    } catch (SQLException e) {
      throw new IllegalStateException("The column " + column + " cannot be read", e);
    }
  }
}
