package dev.imprimatur.e2e;

import java.sql.DriverManager;
import java.sql.SQLException;

/** Somebody who can write to the database of a registry, but has none of its keys. */
record Intruder(Imprimatur registry) {
  private static final String SIGNATURE =
      """
      UPDATE registry_signature
      SET sig = (SELECT sig FROM registry_signature WHERE package = ?3 AND version = ?2)
      WHERE package = ?1 AND version = ?2
      """;

  private static final String TARBALL =
      """
      UPDATE version
      SET (integrity, shasum, tarball_bytes) =
        (SELECT integrity, shasum, tarball_bytes FROM version WHERE package = ?3 AND version = ?2)
      WHERE package = ?1 AND version = ?2
      """;

  private static final String BUNDLE =
      """
      UPDATE version SET provenance = replace(provenance, ?3, ?4)
      WHERE package = ?1 AND version = ?2
      """;

  /** Without it, the server would go on with what it has at hand. */
  private static final String NOTICED =
      """
      UPDATE package SET revision = revision + 1 WHERE name = ?
      """;

  /** Has a version signed with what was signed for another package. */
  void signsAs(String name, String version, String other) throws SQLException {
    change(SIGNATURE, name, version, other);
    change(NOTICED, name);
  }

  /** Hands out the tarball of another package, under the digest of that. */
  void fillsWith(String name, String version, String other) throws SQLException {
    change(TARBALL, name, version, other);
    change(NOTICED, name);
  }

  /** Hands out a bundle with something else in the place of this. */
  void changesProof(String name, String version, String from, String to) throws SQLException {
    change(BUNDLE, name, version, from, to);
    change(NOTICED, name);
  }

  private void change(String sql, String... values) throws SQLException {
    var database = "jdbc:sqlite:" + registry.data().resolve("imprimatur.db");
    try (var connection = DriverManager.getConnection(database);
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      if (statement.executeUpdate() != 1) {
        throw new AssertionError("This should change one row: " + sql);
      }
    }
  }
}
