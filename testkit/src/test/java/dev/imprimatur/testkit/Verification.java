package dev.imprimatur.testkit;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.util.Map;

/** An independent opinion on tokens: that of the JOSE library. */
final class Verification {
  private Verification() {}

  /** Whether the key set has the key that the token names, and its signature is that key's. */
  static boolean accepts(String keySetJson, String token) throws ParseException, JOSEException {
    var jwt = SignedJWT.parse(token);
    var key = JWKSet.parse(keySetJson).getKeyByKeyId(jwt.getHeader().getKeyID());
    if (key == null) {
      return false;
    }
    JWSVerifier verifier =
        key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier(key.toECKey());
    return verifier.supportedJWSAlgorithms().contains(jwt.getHeader().getAlgorithm())
        && jwt.verify(verifier);
  }

  static Map<String, Object> claims(String token) throws ParseException {
    return SignedJWT.parse(token).getPayload().toJSONObject();
  }
}
