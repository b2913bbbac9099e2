package dev.imprimatur.signatures;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/** A pair of keys that this registry can sign with. It prints as nothing but its id. */
public final class OwnKey {
  /** FIPS 186-5, section 6; a signature in DER, which is what clients expect. */
  private static final String ALGORITHM = "SHA256withECDSA";

  private final PrivateKey privateKey;
  private final PublicKey publicKey;
  private final Optional<Provider> token;
  private final KeyId id;

  private OwnKey(PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.token = Optional.empty();
    this.id = KeyId.of(publicKey.getEncoded());
  }

  private OwnKey(Provider token, PrivateKey privateKey, PublicKey publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
    this.token = Optional.of(token);
    this.id = KeyId.of(publicKey.getEncoded());
  }

  /** Makes a pair that is in our memory. */
  static OwnKey of(PrivateKey privateKey, PublicKey publicKey) {
    return new OwnKey(privateKey, publicKey);
  }

  /** Makes a pair whose private half stays in a token, which signs for us. */
  static OwnKey in(Provider token, PrivateKey privateKey, PublicKey publicKey) {
    return new OwnKey(token, privateKey, publicKey);
  }

  public KeyId id() {
    return id;
  }

  /** The public key's DER in base64. */
  String spki() {
    return Base64.getEncoder().encodeToString(publicKey.getEncoded());
  }

  PrivateKey privateKey() {
    return privateKey;
  }

  PublicKey publicKey() {
    return publicKey;
  }

  /** Returns a signature over these bytes, in base64. */
  String sign(byte[] bytes, SecureRandom random) throws GeneralSecurityException {
    var signature =
        token.isPresent()
            ? Signature.getInstance(ALGORITHM, token.get())
            : Signature.getInstance(ALGORITHM);
    signature.initSign(privateKey, random);
    signature.update(bytes);
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  /** Returns whether its halves belong together: what one signs, the other verifies. */
  boolean isWhole(SecureRandom random) throws GeneralSecurityException {
    var signed = Base64.getDecoder().decode(sign(id.value().getBytes(UTF_8), random));
    var signature = Signature.getInstance(ALGORITHM);
    signature.initVerify(publicKey);
    signature.update(id.value().getBytes(UTF_8));
    return signature.verify(signed);
  }

  @Override
  public String toString() {
    return id.value();
  }
}
