package dev.imprimatur.testkit.sigstore;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.jwk.AsymmetricJWK;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The verifier of identity tokens: it believes those of some issuers, if they are for Sigstore. */
final class IdentityTokens {
  private static final String AUDIENCE = "sigstore";

  private final InstantSource clock;
  private final Map<String, Supplier<String>> keySets = new ConcurrentHashMap<>();

  IdentityTokens(InstantSource clock) {
    this.clock = clock;
  }

  void markValid(String issuer, Supplier<String> keySetJson) {
    keySets.put(issuer, keySetJson);
  }

  /** Returns the claims of a token; one that is not to be believed is an illegal argument. */
  Map<String, @Nullable Object> claims(String token) {
    try {
      var signed = SignedJWT.parse(token);
      var claims = signed.getJWTClaimsSet();
      check(claims.getAudience().contains(AUDIENCE), "the token is not for " + AUDIENCE);
      check(
          claims.getExpirationTime().toInstant().isAfter(clock.instant()), "the token has expired");
      var issuer = String.valueOf(claims.getIssuer());
      var key = key(issuer, signed.getHeader().getKeyID());
      var verifier =
          new DefaultJWSVerifierFactory()
              .createJWSVerifier(signed.getHeader(), ((AsymmetricJWK) key).toPublicKey());
      check(signed.verify(verifier), "the token's signature is not that of " + issuer);
      return new LinkedHashMap<String, @Nullable Object>(
          Json.object(signed.getPayload().toString()));
    } catch (ParseException | JOSEException e) {
      throw new IllegalArgumentException("the token cannot be read: " + e.getMessage(), e);
    }
  }

  private JWK key(String issuer, String id) {
    return Optional.ofNullable(keySets.get(issuer))
        .map(Supplier::get)
        .map(IdentityTokens::parsed)
        .map(set -> set.getKeyByKeyId(id))
        .orElseThrow(() ->
            new IllegalArgumentException("nobody knows the key %s of %s".formatted(id, issuer)));
  }

  private static JWKSet parsed(String json) {
    try {
      return JWKSet.parse(json);
    } catch (ParseException e) {
      throw new IllegalArgumentException("an issuer's keys cannot be read", e);
    }
  }

  private static void check(boolean good, String otherwise) {
    if (!good) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
