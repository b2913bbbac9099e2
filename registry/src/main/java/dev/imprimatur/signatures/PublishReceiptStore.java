package dev.imprimatur.signatures;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.Optional;

/** The table {@code publish_receipt}. */
final class PublishReceiptStore {
  private static final String ADD =
      """
      INSERT INTO publish_receipt (package, version, envelope)
      VALUES (?, ?, ?)
      """;

  private static final String FIND =
      """
      SELECT envelope
      FROM publish_receipt
      WHERE package = ? AND version = ?
      """;

  private static final String FORGET =
      "DELETE FROM publish_receipt WHERE package = ? AND version = ?";

  void forget(Tx tx, PackageName name, Version version) {
    tx.update(FORGET, name.value(), version.value());
  }

  void add(Tx tx, Statement of, String envelope) {
    tx.update(ADD, of.name().value(), of.version().value(), envelope);
  }

  Optional<String> find(Tx tx, PackageName name, Version version) {
    return tx.one(FIND, row -> row.text("envelope"), name.value(), version.value());
  }
}
