package dev.imprimatur.testkit.sigstore;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.imprimatur.testkit.Answer;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** The endpoints that clients ask: Fulcio's for certificates, Rekor's for log entries. */
final class SigstoreEndpoints {
  static final String CERTIFICATES = "/api/v2/signingCert";
  static final String ENTRIES = "/api/v1/log/entries";

  private final Signing instance;
  private final IdentityTokens tokens;

  SigstoreEndpoints(Signing instance, IdentityTokens tokens) {
    this.instance = instance;
    this.tokens = tokens;
  }

  /** Certifies a key for whoever shows a token, and that the key is theirs. */
  Answer certificate(String request) {
    try {
      var asked = Json.object(request);
      var claims = tokens.claims(Json.said(Json.at(asked, "credentials"), "oidcIdentityToken"));
      var keyRequest = Json.at(asked, "publicKeyRequest");
      var key = key(Json.said(Json.at(keyRequest, "publicKey"), "content"));
      var proof = Base64.getDecoder().decode(Json.said(keyRequest, "proofOfPossession"));
      if (!signed(key, subject(claims).getBytes(UTF_8), proof)) {
        return refusal("the proof is not a signature of the token's subject with this key");
      }
      var certificate = instance.certify(key.getEncoded(), Identity.of(claims));
      var chain =
          List.of(
              EcKeyPair.pem("CERTIFICATE", certificate),
              EcKeyPair.pem("CERTIFICATE", instance.authority().certificate()));
      return Answer.json(
          Json.text(
              Json.members(
                  "signedCertificateEmbeddedSct",
                  Json.members("chain", Json.members("certificates", chain)))));
    } catch (GeneralSecurityException | IllegalArgumentException | ClassCastException e) {
      return refusal(String.valueOf(e.getMessage()));
    }
  }

  /** Logs an envelope, if its signature is that of the certificate or key beside it. */
  Answer entry(String request) {
    try {
      var asked = Json.object(request);
      if (!Json.said(asked, "kind").equals("dsse")) {
        return refusal("only entries of the kind dsse are logged here");
      }
      var proposed = Json.at(asked, "spec", "proposedContent");
      var envelope = Envelope.of(Json.object(Json.said(proposed, "envelope")));
      var encoded = String.valueOf(Json.list(proposed, "verifiers").getFirst());
      var verifier = new String(Base64.getDecoder().decode(encoded), UTF_8);
      if (!signed(verifying(verifier), envelope.signedBytes(), envelope.signatureBytes())) {
        return refusal("the signature is not that of the verifier");
      }
      var entry = instance.log().add(envelope, verifier);
      return new Answer.Whole(201, "application/json", Json.text(entry.inAnswer()));
    } catch (GeneralSecurityException
        | IllegalArgumentException
        | ClassCastException
        | NoSuchElementException e) {
      return refusal(String.valueOf(e.getMessage()));
    }
  }

  private static String subject(Map<String, @Nullable Object> claims) {
    var mail = claims.get("email");
    return String.valueOf(mail != null ? mail : claims.get("sub"));
  }

  private static PublicKey verifying(String pem) throws GeneralSecurityException {
    return pem.contains("BEGIN CERTIFICATE")
        ? CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(US_ASCII)))
            .getPublicKey()
        : key(pem);
  }

  private static PublicKey key(String pem) throws GeneralSecurityException {
    var der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
  }

  private static boolean signed(PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    var verifying = Signature.getInstance("SHA256withECDSA");
    verifying.initVerify(key);
    verifying.update(message);
    return verifying.verify(signature);
  }

  private static Answer refusal(String why) {
    return new Answer.Whole(
        400, "application/json", Json.text(Json.members("code", 3, "message", why)));
  }
}
