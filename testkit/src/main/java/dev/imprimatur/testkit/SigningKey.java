package dev.imprimatur.testkit;

import com.nimbusds.jose.Algorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A key pair that signs tokens, under the id by which its public half is published. */
public final class SigningKey {
  private static final int RSA_BITS = 2048;
  private static final int PEM_LINE_LENGTH = 64;

  private final String id;
  private final KeyPair pair;

  private SigningKey(String id, KeyPair pair) {
    this.id = id;
    this.pair = pair;
  }

  /** Makes a new key as GitHub's are: RSA with 2048 bits, for {@code RS256}. */
  public static SigningKey rsa() {
    return rsa(RSA_BITS);
  }

  /** Makes a new RSA key of any size from 512 bits up, for {@code RS256}. */
  public static SigningKey rsa(int bits) {
    return generate("RSA", bits);
  }

  /** Makes a new key on the curve P-256, for {@code ES256}. */
  public static SigningKey elliptic() {
    return generate("EC", 256);
  }

  /** Returns this key under another id. */
  public SigningKey withId(String otherId) {
    return new SigningKey(otherId, pair);
  }

  /** Returns the key's id, as {@code kid} has it in tokens and in the key set. */
  public String id() {
    return id;
  }

  /** Returns the algorithm: {@code RS256} or {@code ES256}. */
  public String algorithm() {
    return pair.getPublic() instanceof RSAPublicKey ? "RS256" : "ES256";
  }

  /** Returns the public half as a JSON Web Key (RFC 7517). */
  public String jwkJson() {
    return JSONObjectUtils.toJSONString(jwk());
  }

  /** Returns the public half as a JSON Web Key that names its use. */
  String jwkJson(String use) {
    var jwk = jwk();
    jwk.put("use", use);
    return JSONObjectUtils.toJSONString(jwk);
  }

  /** Signs as {@link #algorithm} says (RFC 7518, section 3). */
  public Signer signer() {
    return signer(algorithm().equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
  }

  /** Signs with a curve but writes the signature in DER, as X.509 does and no token may. */
  public Signer derSigner() {
    return signer("SHA256withECDSA");
  }

  Map<String, Object> jwk() {
    return publicJwk().toJSONObject();
  }

  byte[] publicBytes(PublicKeyForm form) {
    var der = pair.getPublic().getEncoded();
    return switch (form) {
      case PEM -> pem(der).getBytes(StandardCharsets.US_ASCII);
      case DER -> der;
      case JWK -> jwkJson().getBytes(StandardCharsets.UTF_8);
      case MODULUS -> publicJwk().toRSAKey().getModulus().decode();
    };
  }

  private static SigningKey generate(String kind, int bits) {
    try {
      var generator = KeyPairGenerator.getInstance(kind);
      generator.initialize(bits);
      return new SigningKey(UUID.randomUUID().toString(), generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes RSA and EC keys", e);
    }
  }

  private Signer signer(String scheme) {
    return signingInput -> {
      try {
        var signature = Signature.getInstance(scheme);
        signature.initSign(pair.getPrivate());
        signature.update(signingInput);
        return signature.sign();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("a " + algorithm() + " key cannot do " + scheme, e);
      }
    };
  }

  private JWK publicJwk() {
    var use = KeyUse.SIGNATURE;
    var algorithm = Algorithm.parse(algorithm());
    return pair.getPublic() instanceof RSAPublicKey rsa
        ? new RSAKey.Builder(rsa).keyUse(use).algorithm(algorithm).keyID(id).build()
        : new ECKey.Builder(Curve.P_256, (ECPublicKey) pair.getPublic())
            .keyUse(use)
            .algorithm(algorithm)
            .keyID(id)
            .build();
  }

  private static String pem(byte[] der) {
    var lines = Base64.getMimeEncoder(PEM_LINE_LENGTH, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN PUBLIC KEY-----\n" + lines + "\n-----END PUBLIC KEY-----\n";
  }
}
