package dev.imprimatur.packages;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.FailedAttestation.Attestation;
import java.util.HashSet;
import java.util.Set;

/** The table {@code doubt}. */
final class DoubtStore {
  private static final String ADD =
      """
      INSERT INTO doubt (package, version, attestation)
      VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING
      """;

  private static final String REMOVE =
      "DELETE FROM doubt WHERE package = ? AND version = ? AND attestation = ?";

  private static final String ALL = "SELECT package, version FROM doubt WHERE attestation = ?";

  boolean add(Tx tx, FailedAttestation each) {
    return change(tx, ADD, each);
  }

  boolean remove(Tx tx, FailedAttestation each) {
    return change(tx, REMOVE, each);
  }

  private static boolean change(Tx tx, String statement, FailedAttestation each) {
    return tx.update(
            statement, each.name().value(), each.version().value(), each.attestation().code())
        == 1;
  }

  Set<FailedAttestation> all(Tx tx, Attestation attestation) {
    return new HashSet<>(
        tx.list(
            ALL,
            row ->
                new FailedAttestation(
                    new PackageName(row.text("package")),
                    new Version(row.text("version")),
                    attestation),
            attestation.code()));
  }
}
