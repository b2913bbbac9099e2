package dev.imprimatur.packages;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import dev.imprimatur.packages.FailedAttestation.Attestation;
import java.util.HashSet;
import java.util.Set;

/** The attestations that are no longer valid, as far as is known; the table {@code doubt}. */
public final class DoubtStore {
  private static final String ADD =
      """
      INSERT INTO doubt (package, version, attestation)
      SELECT package, version, ?
      FROM version
      WHERE package = ? AND version = ?
      ON CONFLICT DO NOTHING
      """;

  private static final String FORGET = "DELETE FROM doubt WHERE package = ? AND version = ?";

  private static final String REMOVE =
      "DELETE FROM doubt WHERE package = ? AND version = ? AND attestation = ?";

  private static final String ALL = "SELECT package, version FROM doubt WHERE attestation = ?";

  /**
   * Notes that an attestation is no longer valid; returns false if that is known, or the version
   * was removed meanwhile.
   */
  public boolean add(Tx tx, FailedAttestation each) {
    return tx.update(ADD, each.attestation().code(), each.name().value(), each.version().value())
        == 1;
  }

  /** Notes that an attestation is valid again; returns false if that is known. */
  public boolean remove(Tx tx, FailedAttestation each) {
    return tx.update(REMOVE, each.name().value(), each.version().value(), each.attestation().code())
        == 1;
  }

  void forget(Tx tx, PackageName name, Version version) {
    tx.update(FORGET, name.value(), version.value());
  }

  public Set<FailedAttestation> all(Tx tx, Attestation attestation) {
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
