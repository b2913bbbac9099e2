package dev.imprimatur.db;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * The cache of a connection's prepared statements. SQLite compiles a statement's text each time it
 * is prepared, which takes longer than most of our statements run. PostgreSQL's driver does so by
 * itself.
 */
final class Statements {
  private final Connection connection;
  private final int keptMax;
  private final SequencedMap<String, PreparedStatement> kept = new LinkedHashMap<>();

  private Statements(Connection connection, int keptMax) {
    this.connection = connection;
    this.keptMax = keptMax;
  }

  static Statements keeping(Connection connection, int keptMax) {
    return new Statements(connection, keptMax);
  }

  static Statements of(Connection connection) {
    return new Statements(connection, 0);
  }

  /** The use of a prepared statement. */
  interface Use<T> {
    T with(PreparedStatement statement) throws SQLException;
  }

  /**
   * Uses a statement. It leaves the cache while in use, so that a statement may be used once more
   * while its first answer is being read; and one that failed is not put back.
   */
  <T> T use(String sql, Use<T> use) {
    PreparedStatement inUse = null;
    try {
      inUse = kept.remove(sql);
      if (inUse == null) {
        inUse = connection.prepareStatement(sql);
      }
      var result = use.with(inUse);
      keep(sql, inUse);
      inUse = null;
      return result;
    } catch (SQLException e) {
      throw new DatabaseException("This statement failed: " + sql, e);
    } finally {
      if (inUse != null) {
        close(inUse);
      }
    }
  }

  private void keep(String sql, PreparedStatement statement) throws SQLException {
    if (keptMax == 0) {
      statement.close();
      return;
    }
    var other = kept.put(sql, statement);
    if (other != null) {
      other.close();
    }
    if (kept.size() > keptMax) {
      kept.pollFirstEntry().getValue().close();
    }
  }

  /** Closes a statement that has failed; its failure is reported already. */
  private static void close(PreparedStatement statement) {
    try {
      statement.close();
    } catch (SQLException e) {
      // Nothing to add.
    }
  }
}
