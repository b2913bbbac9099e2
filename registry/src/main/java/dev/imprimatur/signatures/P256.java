package dev.imprimatur.signatures;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Keys of the curve P-256 as bytes: PKCS #8 in the one form that OpenSSL writes, which holds both
 * halves (RFC 5958, section 2, and RFC 5915, section 3). All but the numbers is constant, so there
 * is nothing to parse, and anything else is refused.
 */
final class P256 {
  private static final String ALGORITHM = "EC";
  private static final String CURVE = "secp256r1";
  private static final int NUMBER_BYTES = 32;

  private static final byte[] BEFORE_PRIVATE =
      HexFormat.of()
          .parseHex("308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420");

  /** The bytes before the point, which is written uncompressed. */
  private static final byte[] BEFORE_POINT = HexFormat.of().parseHex("a14403420004");

  /** The bytes before the same point in a SubjectPublicKeyInfo (RFC 5480, section 2). */
  private static final byte[] BEFORE_PUBLIC =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final int POINT_AT = BEFORE_PRIVATE.length + NUMBER_BYTES + BEFORE_POINT.length;

  private P256() {}

  static OwnKey drawn(SecureRandom random) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance(ALGORITHM);
    generator.initialize(new ECGenParameterSpec(CURVE), random);
    var pair = generator.generateKeyPair();
    return OwnKey.of(pair.getPrivate(), pair.getPublic());
  }

  /** Returns whether a key is one of this curve. */
  static boolean has(PublicKey key) {
    var spki = key.getEncoded();
    return spki.length == BEFORE_PUBLIC.length + 2 * NUMBER_BYTES && holds(spki, 0, BEFORE_PUBLIC);
  }

  static byte[] pkcs8(OwnKey key) {
    if (!(key.privateKey() instanceof ECPrivateKey half)) {
      throw new IllegalArgumentException("Only a key of ours can be written down");
    }
    var spki = key.publicKey().getEncoded();
    var point = Arrays.copyOfRange(spki, BEFORE_PUBLIC.length, spki.length);
    return joined(joined(BEFORE_PRIVATE, number(half.getS())), joined(BEFORE_POINT, point));
  }

  /** Reads what {@link #pkcs8} or OpenSSL has written. */
  static OwnKey ofPkcs8(byte[] der) throws GeneralSecurityException {
    if (der.length != POINT_AT + 2 * NUMBER_BYTES
        || !holds(der, 0, BEFORE_PRIVATE)
        || !holds(der, POINT_AT - BEFORE_POINT.length, BEFORE_POINT)) {
      throw new InvalidKeySpecException("No key of the curve P-256 with both halves");
    }
    int privateAt = BEFORE_PRIVATE.length;
    var half = new BigInteger(1, Arrays.copyOfRange(der, privateAt, privateAt + NUMBER_BYTES));
    var point = Arrays.copyOfRange(der, POINT_AT, der.length);
    var factory = KeyFactory.getInstance(ALGORITHM);
    return OwnKey.of(
        factory.generatePrivate(new ECPrivateKeySpec(half, curve())),
        factory.generatePublic(new X509EncodedKeySpec(joined(BEFORE_PUBLIC, point))));
  }

  private static ECParameterSpec curve() throws GeneralSecurityException {
    var parameters = AlgorithmParameters.getInstance(ALGORITHM);
    parameters.init(new ECGenParameterSpec(CURVE));
    return parameters.getParameterSpec(ECParameterSpec.class);
  }

  private static boolean holds(byte[] bytes, int at, byte[] part) {
    return Arrays.equals(bytes, at, at + part.length, part, 0, part.length);
  }

  /** Writes a number below 2^256 without a sign, in all 32 bytes. */
  private static byte[] number(BigInteger number) {
    var bytes = new byte[NUMBER_BYTES];
    var shortest = number.toByteArray();
    int from = Math.max(0, shortest.length - NUMBER_BYTES);
    int length = shortest.length - from;
    System.arraycopy(shortest, from, bytes, NUMBER_BYTES - length, length);
    return bytes;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
