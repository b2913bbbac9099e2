package dev.imprimatur.signatures;

import dev.imprimatur.db.Row;
import dev.imprimatur.db.Tx;
import dev.imprimatur.npm.PackageName;
import dev.imprimatur.npm.RegistrySignature;
import dev.imprimatur.npm.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The table {@code registry_signature}. */
final class SignatureStore {
  private static final String ADD =
      """
      INSERT INTO registry_signature (package, version, keyid, sig)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (package, version, keyid) DO NOTHING
      """;

  private static final String OF_PACKAGE =
      """
      SELECT version, registry_signature.keyid, sig, expires_at
      FROM registry_signature
      JOIN signing_key ON signing_key.keyid = registry_signature.keyid
      WHERE package = ?
      ORDER BY since, registry_signature.keyid
      """;

  private static final String OF_VERSION =
      """
      SELECT registry_signature.keyid, sig, expires_at
      FROM registry_signature
      JOIN signing_key ON signing_key.keyid = registry_signature.keyid
      WHERE package = ? AND version = ?
      ORDER BY since, registry_signature.keyid
      """;

  private record Found(Version version, ValidSignature stamp) {}

  private static final String FORGET =
      "DELETE FROM registry_signature WHERE package = ? AND version = ?";

  void forget(Tx tx, PackageName name, Version version) {
    tx.update(FORGET, name.value(), version.value());
  }

  void add(Tx tx, Statement signed, RegistrySignature signature) {
    tx.update(
        ADD, signed.name().value(), signed.version().value(), signature.keyid(), signature.sig());
  }

  Map<Version, List<ValidSignature>> ofPackage(Tx tx, PackageName name) {
    var stamps = new HashMap<Version, List<ValidSignature>>();
    tx.list(
            OF_PACKAGE,
            row -> new Found(new Version(row.text("version")), stamp(row)),
            name.value())
        .forEach(found ->
            stamps.computeIfAbsent(found.version(), key -> new ArrayList<>()).add(found.stamp()));
    return stamps;
  }

  List<ValidSignature> ofVersion(Tx tx, PackageName name, Version version) {
    return tx.list(OF_VERSION, SignatureStore::stamp, name.value(), version.value());
  }

  private static ValidSignature stamp(Row row) {
    return new ValidSignature(
        new RegistrySignature(row.text("keyid"), row.text("sig")), row.maybeInstant("expires_at"));
  }
}
