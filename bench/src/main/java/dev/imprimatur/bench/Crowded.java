package dev.imprimatur.bench;

import dev.imprimatur.bench.server.Contender;
import dev.imprimatur.bench.server.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The same exchanges once a great many packages have a trusted publisher. They are put straight
 * into the database's file: one by one through the front door they would take most of an hour.
 *
 * @param database the file of our server
 */
record Crowded(Exchanging exchanging, Path database) implements Trial {
  private static final int PUBLISHERS = 100_000;

  private static final String ADD =
      """
      INSERT INTO publisher
        (id, target, provider, issuer, project, settings, pins, powers, terms, label, revision,
         created_at, created_by)
      WITH RECURSIVE
        numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %d),
        one AS (SELECT * FROM publisher LIMIT 1)
      SELECT
        printf('00000000-0000-7000-8000-%%012x', n), printf('bench-crowd-%%d', n), provider, issuer,
        printf('acme/crowd-%%d', n), settings, pins, powers, terms, label, revision, created_at,
        created_by
      FROM numbers, one
      WHERE true
      ON CONFLICT DO NOTHING
      """
          .formatted(PUBLISHERS);

  @Override
  public String name() {
    return "exchange, 100,000";
  }

  @Override
  public Set<Contender> contenders() {
    return exchanging.contenders();
  }

  @Override
  public List<Bar> bars() {
    return exchanging.bars();
  }

  @Override
  public Load prepare(Server server, Duration duration) throws IOException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        var statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 20000");
      statement.execute(ADD);
    } catch (SQLException e) {
      throw new IOException("The crowd could not be added", e);
    }
    return exchanging.prepare(server, duration);
  }
}
