package dev.imprimatur.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * A great many packages with a trusted publisher each, which exchange nothing. They are put
 * straight into the database's file: one by one through the front door they would take most of an
 * hour.
 *
 * @param database the file of our server
 */
record Crowd(Path database) {
  private static final String ADD =
      """
      INSERT INTO publisher
        (id, target, provider, issuer, project, settings, pins, powers, terms, label, revision,
         changes, created_at, created_by, owner)
      WITH RECURSIVE
        numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 100000),
        model AS (SELECT * FROM publisher LIMIT 1)
      SELECT
        printf('00000000-0000-7000-8000-%012x', n), printf('bench-crowd-%d', n), provider, issuer,
        printf('acme/crowd-%d', n), settings, pins, powers, terms, label, revision, changes,
        created_at, created_by, owner
      FROM numbers, model
      WHERE NOT EXISTS (SELECT 1 FROM publisher WHERE target = 'bench-crowd-1')
      """;

  /** Adds them, unless they are there. */
  void gather() throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 20000");
      statement.execute(ADD);
    } catch (SQLException e) {
      throw new IOException("The crowd could not be added", e);
    }
  }
}
