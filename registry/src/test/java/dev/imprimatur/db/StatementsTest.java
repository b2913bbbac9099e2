package dev.imprimatur.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every statement that a room can send, whether or not a test sends it to this database. */
@OnPostgres
final class StatementsTest {
  private static final Path ROOMS = Path.of("target/classes/dev/imprimatur");
  private static final Pattern SQL =
      Pattern.compile("\\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH) .*", Pattern.DOTALL);

  @TempDir private Path folder = Path.of(".");

  @Test
  void everyStatementIsUnderstood() throws SQLException {
    var address = TestDatabase.readyIn(folder).orElse("jdbc:sqlite:" + folder + "/imprimatur.db");
    // Those that are put together are asked one by one where they are used.
    var statements = statements();
    statements.removeIf(sql -> sql.contains("%s"));
    assertThat(statements).hasSizeGreaterThan(150);
    var refused = new ArrayList<String>();
    try (var connection = DriverManager.getConnection(address)) {
      for (var sql : statements) {
        if (!isUnderstood(connection, sql)) {
          refused.add(sql);
        }
      }
      assertThat(refused).isEmpty();
      assertThat(isUnderstood(connection, "SELECT name FROM no_such_table WHERE id = ?")).isFalse();
    }
  }

  /** PostgreSQL is not asked before somebody wants to know what the question marks stand for. */
  private static boolean isUnderstood(Connection connection, String sql) {
    try (var statement = connection.prepareStatement(sql)) {
      return statement.getParameterMetaData().getParameterCount() >= 0;
    } catch (SQLException e) {
      return false;
    }
  }

  /** All constants that read like SQL; the room {@code db} has what is for one database alone. */
  private static Set<String> statements() {
    try (var files = Files.walk(ROOMS)) {
      var found = new TreeSet<String>();
      files
          .filter(
              file -> file.toString().endsWith(".class") && !file.startsWith(ROOMS.resolve("db")))
          .forEach(file -> constants(file, found));
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void constants(Path file, Set<String> found) {
    try {
      var pool = ClassFile.of().parse(file).constantPool();
      StreamSupport.stream(pool.spliterator(), false)
          .filter(StringEntry.class::isInstance)
          .map(entry -> ((StringEntry) entry).stringValue())
          .filter(text -> SQL.matcher(text).matches())
          .forEach(found::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
