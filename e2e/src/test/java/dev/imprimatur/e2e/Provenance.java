package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A bundle that came with a version, as the registry keeps it. */
record Provenance(Json json) {

  /** Looks it up where the registry keeps it; empty if the version came without one. */
  static Optional<Provenance> stored(Imprimatur registry, String name, String version)
      throws SQLException {
    var database = "jdbc:sqlite:" + registry.data().resolve("imprimatur.db");
    try (var connection = DriverManager.getConnection(database);
        var statement =
            connection.prepareStatement(
                "SELECT provenance FROM version WHERE package = ? AND version = ?")) {
      statement.setString(1, name);
      statement.setString(2, version);
      try (var rows = statement.executeQuery()) {
        if (!rows.next()) {
          throw new AssertionError("There is no %s@%s".formatted(name, version));
        }
        return Optional.ofNullable(rows.getString(1)).map(Json::object).map(Provenance::new);
      }
    }
  }

  /** What was signed. */
  String statement() {
    return new String(Base64.getDecoder().decode(json.text("dsseEnvelope", "payload")), UTF_8);
  }

  /**
   * Whom the certificate names, which this authority must have issued when the entry was logged.
   */
  String signer(byte[] authority) throws GeneralSecurityException {
    var der = json.text("verificationMaterial", "certificate", "rawBytes");
    var certificate = certificate(Base64.getDecoder().decode(der));
    var parameters = new PKIXParameters(Set.of(new TrustAnchor(certificate(authority), null)));
    parameters.setRevocationEnabled(false);
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
    return certificate.getSubjectAlternativeNames().iterator().next().get(1).toString();
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
