package dev.imprimatur.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonValue;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigInteger;
import java.text.ParseException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The public keys of an issuer (RFC 7517). A key that is unfit is left out and the others stay; two
 * keys under one id are both left out, as nobody can say which is meant.
 */
public final class KeySet {
  private static final Logger LOG = System.getLogger(KeySet.class.getName());
  private static final int RSA_BITS_MIN = 2048;
  private static final int RSA_BITS_MAX = 8192;
  private static final BigInteger RSA_EXPONENT_MIN = BigInteger.valueOf(65537);
  private static final Set<Curve> CURVES = Set.of(Curve.P_256, Curve.P_384);

  private final Map<String, Key> keys;
  private final Instant fetchedAt;

  /**
   * The publisher of a key set.
   *
   * @param issuer its address, for the log
   * @param use what its keys say they are for, if they say
   * @param keysMax keys of it that are looked at
   */
  public record Source(String issuer, String use, int keysMax) {}

  /** A key, with the verifier that any number of threads may use. */
  private record Key(JWK jwk, JWSVerifier verifier) {}

  private KeySet(Map<String, Key> keys, Instant fetchedAt) {
    this.keys = keys;
    this.fetchedAt = fetchedAt;
  }

  /**
   * Parses a key set.
   *
   * @return empty if not one usable key is in it
   */
  public static Optional<KeySet> read(Source source, JsonObject json, Instant now) {
    var keys = new HashMap<String, Key>();
    var twice = new HashSet<String>();
    var items = json.array("keys").map(array -> array.items()).orElse(List.of());
    for (var item : items.stream().limit(source.keysMax()).toList()) {
      var key = usable(item, source.use());
      if (key.isEmpty()) {
        LOG.log(Level.WARNING, "issuer={0}: a key that is unfit is left out", source.issuer());
      } else if (keys.put(key.get().jwk().getKeyID(), key.get()) != null) {
        twice.add(key.get().jwk().getKeyID());
      }
    }
    if (!twice.isEmpty()) {
      LOG.log(Level.ERROR, "issuer={0}: keys that share an id are left out", source.issuer());
      keys.keySet().removeAll(twice);
    }
    return keys.isEmpty() ? Optional.empty() : Optional.of(new KeySet(Map.copyOf(keys), now));
  }

  public Instant fetchedAt() {
    return fetchedAt;
  }

  /** Returns whether the set has the key of this token, which must be the only one if not named. */
  public boolean hasKeyOf(SignedToken token) {
    return token.keyId().map(keys::containsKey).orElse(keys.size() == 1);
  }

  public List<String> ids() {
    return keys.keySet().stream().sorted().toList();
  }

  /** Returns whether this token was signed with the key that it names, which must be in the set. */
  public boolean verifies(SignedToken token) {
    var algorithm = JWSAlgorithm.parse(token.algorithm());
    var key = keys.get(token.keyId().orElseGet(() -> ids().getFirst()));
    if (key == null || !isFor(key.jwk(), algorithm)) {
      return false;
    }
    try {
      return key.verifier().supportedJWSAlgorithms().contains(algorithm)
          && key.verifier()
              .verify(
                  new JWSHeader(algorithm),
                  token.signedBytes(),
                  Base64URL.encode(token.signature()));
    } catch (JOSEException e) {
      return false;
    }
  }

  private static boolean isFor(JWK key, JWSAlgorithm algorithm) {
    return key.getAlgorithm() == null || key.getAlgorithm().equals(algorithm);
  }

  private static JWSVerifier verifier(JWK key) throws JOSEException {
    return key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier(key.toECKey());
  }

  private static Optional<Key> usable(JsonValue json, String use) {
    try {
      var key = JWK.parse(Json.text(json));
      boolean fit =
          key.getKeyID() != null
              && !key.isPrivate()
              && signs(key, use)
              && (key instanceof RSAKey rsa ? isFit(rsa) : key instanceof ECKey ec && isFit(ec));
      return fit ? Optional.of(new Key(key, verifier(key))) : Optional.empty();
    } catch (ParseException | JOSEException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean signs(JWK key, String use) {
    return (key.getKeyUse() == null || key.getKeyUse().identifier().equals(use))
        && (key.getKeyOperations() == null || key.getKeyOperations().contains(KeyOperation.VERIFY));
  }

  private static boolean isFit(RSAKey key) throws JOSEException {
    var rsa = key.toRSAPublicKey();
    int bits = rsa.getModulus().bitLength();
    return rsa.getModulus().signum() > 0
        && bits >= RSA_BITS_MIN
        && bits <= RSA_BITS_MAX
        && rsa.getPublicExponent().testBit(0)
        && rsa.getPublicExponent().compareTo(RSA_EXPONENT_MIN) >= 0;
  }

  private static boolean isFit(ECKey key) throws JOSEException {
    return CURVES.contains(key.getCurve()) && key.toECPublicKey().getW() != null;
  }

  @Override
  public String toString() {
    return String.join(", ", ids());
  }
}
