package dev.imprimatur.db;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The migrations of the database, which Flyway carries out where one of them is missing. */
final class Migrations {
  /** The list of all of them, as listing a folder of a jar is slow. */
  static final List<String> FILES = List.of("V1__first.sql");

  static final String FOLDER = "db/migration";

  private static final String DONE =
      "SELECT version, checksum, success FROM flyway_schema_history WHERE version IS NOT NULL";

  private Migrations() {}

  /**
   * Brings the tables up to date.
   *
   * @param numberKey the type of a primary key that is a number
   * @param textTables the statements that make the tables of {@link FullText}
   */
  static void run(DataSource source, String numberKey, String textTables) {
    // Flyway takes longer to find out that there is nothing to do than all the rest of a start.
    if (areAllDone(source)) {
      return;
    }
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:" + FOLDER)
        .placeholders(Map.of("numberKey", numberKey, "textTables", textTables))
        .load()
        .migrate();
  }

  /** Returns whether Flyway's own table lists these very files; when in doubt, Flyway runs. */
  static boolean areAllDone(DataSource source) {
    try (var connection = source.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(DONE)) {
      var done = new HashSet<Step>();
      while (rows.next()) {
        if (!rows.getBoolean("success")) {
          return false;
        }
        done.add(new Step(rows.getString("version"), rows.getInt("checksum")));
      }
      return done.equals(ours());
    } catch (SQLException e) {
      return false;
    }
  }

  /** A migration, as Flyway's table identifies it. */
  private record Step(String version, int checksum) {}

  private static Set<Step> ours() {
    return FILES.stream()
        .map(file -> new Step(file.substring(1, file.indexOf("__")), checksum(file)))
        .collect(Collectors.toSet());
  }

  /** Computes Flyway's checksum: of all lines of the file, without their line ends. */
  private static int checksum(String file) {
    var sum = new CRC32();
    var path = "/" + FOLDER + "/" + file;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(Migrations.class.getResourceAsStream(path), UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        sum.update(line.getBytes(UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return (int) sum.getValue();
  }
}
