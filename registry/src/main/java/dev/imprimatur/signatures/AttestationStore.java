package dev.imprimatur.signatures;

import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The table {@code publish_attestation}. */
final class AttestationStore {
  private static final String ADD =
      """
      INSERT INTO publish_attestation (package, version, statement, failures)
      VALUES (?, ?, ?, 0)
      """;

  /** Orders by failures, so that what the log refuses does not keep anything else from it. */
  private static final String WANTED =
      """
      SELECT package, version, statement
      FROM publish_attestation
      WHERE bundle IS NULL
      ORDER BY failures, package, version
      LIMIT ?
      """;

  private static final String FAILED =
      """
      UPDATE publish_attestation
      SET failures = failures + 1
      WHERE package = ? AND version = ?
      """;

  private static final String KEEP =
      """
      UPDATE publish_attestation
      SET bundle = ?
      WHERE package = ? AND version = ? AND bundle IS NULL
      """;

  private static final String DROP =
      """
      DELETE FROM publish_attestation
      WHERE package = ? AND version = ? AND bundle IS NULL
      """;

  private static final String KEPT =
      """
      SELECT version
      FROM publish_attestation
      WHERE package = ? AND bundle IS NOT NULL
      """;

  private static final String SHOWN =
      """
      SELECT package, version, bundle
      FROM publish_attestation
      WHERE (package, version) > (?, ?) AND bundle IS NOT NULL
      ORDER BY package, version
      LIMIT ?
      """;

  private static final String FIND =
      """
      SELECT bundle
      FROM publish_attestation
      WHERE package = ? AND version = ?
      """;

  private static final String FORGET =
      "DELETE FROM publish_attestation WHERE package = ? AND version = ?";

  void forget(Tx tx, PackageName name, Version version) {
    tx.update(FORGET, name.value(), version.value());
  }

  void add(Tx tx, Statement of, String statement) {
    tx.update(ADD, of.name().value(), of.version().value(), statement);
  }

  List<Attestable> wanted(Tx tx, int most) {
    return tx.list(
        WANTED,
        row ->
            new Attestable(
                new PackageName(row.text("package")),
                new Version(row.text("version")),
                row.text("statement")),
        most);
  }

  boolean failed(Tx tx, Attestable each) {
    return tx.update(FAILED, each.name().value(), each.version().value()) == 1;
  }

  /** Keeps a bundle, or returns false if there is one. */
  boolean keep(Tx tx, Attestable each, String bundle) {
    return tx.update(KEEP, bundle, each.name().value(), each.version().value()) == 1;
  }

  boolean drop(Tx tx, Attestable each) {
    return tx.update(DROP, each.name().value(), each.version().value()) == 1;
  }

  List<Attestations.Shown> firstShown(Tx tx, int most) {
    return shownAfter(tx, "", "", most);
  }

  List<Attestations.Shown> shownAfter(Tx tx, Attestations.Shown last, int most) {
    return shownAfter(tx, last.name().value(), last.version().value(), most);
  }

  private static List<Attestations.Shown> shownAfter(Tx tx, String name, String version, int most) {
    return tx.list(
        SHOWN,
        row ->
            new Attestations.Shown(
                new PackageName(row.text("package")),
                new Version(row.text("version")),
                row.text("bundle")),
        name,
        version,
        most);
  }

  Set<Version> kept(Tx tx, PackageName name) {
    return new HashSet<>(tx.list(KEPT, row -> new Version(row.text("version")), name.value()));
  }

  Optional<Attestations.Known> find(Tx tx, PackageName name, Version version) {
    return tx.one(
        FIND,
        row -> new Attestations.Known(row.maybeText("bundle")),
        name.value(),
        version.value());
  }
}
