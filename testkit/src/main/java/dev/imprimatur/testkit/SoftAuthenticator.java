package dev.imprimatur.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A browser with an authenticator that holds one passkey (WebAuthn Level 3), in software. It signs
 * with a real key on P-256, and says whatever it is told to say; so it also plays the browser of
 * somebody who was lured to another site.
 */
public final class SoftAuthenticator {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();
  private static final int USER_PRESENT = 0x01;
  private static final int USER_VERIFIED = 0x04;
  private static final int ATTESTED = 0x40;
  private static final int ID_BYTES = 32;
  private static final int COORDINATE_BYTES = 32;

  private final KeyPair pair;
  private final byte[] id;
  private final Behaviour behaviour;

  /**
   * The facts that such a browser states.
   *
   * @param origin of the page that asked
   * @param rpId for whom the passkey is
   * @param kind of the ceremony, where it is to be the wrong one; empty for the right one
   * @param counter what it says it has signed
   */
  private record Behaviour(
      String origin,
      String rpId,
      String kind,
      long counter,
      boolean userPresent,
      boolean userVerified) {}

  private SoftAuthenticator(KeyPair pair, byte[] id, Behaviour behaviour) {
    this.pair = pair;
    this.id = id.clone();
    this.behaviour = behaviour;
  }

  /** Makes one with a new passkey, in a browser that shows a page of this origin. */
  public static SoftAuthenticator at(String origin, String rpId) {
    try {
      var random = new SecureRandom();
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      var id = new byte[ID_BYTES];
      random.nextBytes(id);
      return new SoftAuthenticator(
          generator.generateKeyPair(), id, new Behaviour(origin, rpId, "", 0, true, true));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK makes keys on P-256", e);
    }
  }

  /** Returns the same, in a browser that shows a page of another origin. */
  public SoftAuthenticator origin(String other) {
    return with(
        new Behaviour(
            other,
            behaviour.rpId,
            behaviour.kind,
            behaviour.counter,
            behaviour.userPresent,
            behaviour.userVerified));
  }

  /** Returns the same, made to sign for another party. */
  public SoftAuthenticator rpId(String other) {
    return with(
        new Behaviour(
            behaviour.origin,
            other,
            behaviour.kind,
            behaviour.counter,
            behaviour.userPresent,
            behaviour.userVerified));
  }

  /** Returns the same, which takes part in a ceremony of this kind whatever it is asked for. */
  public SoftAuthenticator kind(String other) {
    return with(
        new Behaviour(
            behaviour.origin,
            behaviour.rpId,
            other,
            behaviour.counter,
            behaviour.userPresent,
            behaviour.userVerified));
  }

  /** Returns the same, which says that it has signed so often. */
  public SoftAuthenticator counter(long signatures) {
    return with(
        new Behaviour(
            behaviour.origin,
            behaviour.rpId,
            behaviour.kind,
            signatures,
            behaviour.userPresent,
            behaviour.userVerified));
  }

  /** Returns the same, which nobody has touched. */
  public SoftAuthenticator untouched() {
    return with(
        new Behaviour(
            behaviour.origin,
            behaviour.rpId,
            behaviour.kind,
            behaviour.counter,
            false,
            behaviour.userVerified));
  }

  /** Returns the same, which was touched by somebody, and has not asked who it is. */
  public SoftAuthenticator unverified() {
    return with(
        new Behaviour(
            behaviour.origin,
            behaviour.rpId,
            behaviour.kind,
            behaviour.counter,
            behaviour.userPresent,
            false));
  }

  /** Returns the id of the passkey, in base64url. */
  public String id() {
    return text(id);
  }

  /** Makes the passkey, and returns the browser's response as JSON. */
  public String create(String challenge) {
    var attestation = new ByteArrayOutputStream();
    attestation.write(0xa3);
    write(attestation, cborText("fmt"), cborText("none"), cborText("attStmt"));
    attestation.write(0xa0);
    write(attestation, cborText("authData"), cborBytes(authenticatorData(ATTESTED, attested())));
    return """
    {"id":"%s","rawId":"%s","type":"public-key","response":{"clientDataJSON":"%s",\
    "attestationObject":"%s","transports":["internal"]}}\
    """
        .formatted(
            id(),
            id(),
            text(clientData("webauthn.create", challenge)),
            text(attestation.toByteArray()));
  }

  /** Signs a challenge, and returns the browser's response as JSON. */
  public String sign(String challenge) {
    return sign(challenge, "");
  }

  /**
   * Signs a challenge.
   *
   * @param userHandle whose passkey it says it is, in base64url
   */
  public String sign(String challenge, String userHandle) {
    var clientData = clientData("webauthn.get", challenge);
    var authenticatorData = authenticatorData(0, new byte[0]);
    var signed = join(authenticatorData, sha256(clientData));
    return """
    {"id":"%s","rawId":"%s","type":"public-key","response":{"clientDataJSON":"%s",\
    "authenticatorData":"%s","signature":"%s","userHandle":"%s"}}\
    """
        .formatted(
            id(), id(), text(clientData), text(authenticatorData), text(sign(signed)), userHandle);
  }

  private SoftAuthenticator with(Behaviour other) {
    return new SoftAuthenticator(pair, id, other);
  }

  private byte[] clientData(String kind, String challenge) {
    return """
    {"type":"%s","challenge":"%s","origin":"%s","crossOrigin":false}\
    """
        .formatted(behaviour.kind.isEmpty() ? kind : behaviour.kind, challenge, behaviour.origin)
        .getBytes(UTF_8);
  }

  /** The layout of WebAuthn, section 6.1. */
  private byte[] authenticatorData(int flags, byte[] attested) {
    int all =
        flags
            | (behaviour.userPresent ? USER_PRESENT : 0)
            | (behaviour.userVerified ? USER_VERIFIED : 0);
    var counter = ByteBuffer.allocate(Integer.BYTES).putInt((int) behaviour.counter).array();
    return join(sha256(behaviour.rpId.getBytes(UTF_8)), new byte[] {(byte) all}, counter, attested);
  }

  /** The layout of WebAuthn, section 6.5.1; nobody makes this authenticator. */
  private byte[] attested() {
    var length = ByteBuffer.allocate(Short.BYTES).putShort((short) id.length).array();
    return join(new byte[16], length, id, coseKey());
  }

  /** An elliptic curve key for ES256 (RFC 9053, sections 2.1 and 7.1). */
  private byte[] coseKey() {
    var point = ((ECPublicKey) pair.getPublic()).getW();
    var key = new ByteArrayOutputStream();
    write(key, new byte[] {(byte) 0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21});
    write(key, cborBytes(coordinate(point.getAffineX().toByteArray())), new byte[] {0x22});
    write(key, cborBytes(coordinate(point.getAffineY().toByteArray())));
    return key.toByteArray();
  }

  private byte[] sign(byte[] message) {
    try {
      var signature = Signature.getInstance("SHA256withECDSA");
      signature.initSign(pair.getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK signs on P-256", e);
    }
  }

  private static byte[] coordinate(byte[] signed) {
    var padded = new byte[COORDINATE_BYTES];
    int from = Math.max(0, signed.length - COORDINATE_BYTES);
    var bare = Arrays.copyOfRange(signed, from, signed.length);
    System.arraycopy(bare, 0, padded, COORDINATE_BYTES - bare.length, bare.length);
    return padded;
  }

  private static byte[] cborText(String text) {
    var bytes = text.getBytes(UTF_8);
    return join(new byte[] {(byte) (0x60 + bytes.length)}, bytes);
  }

  private static byte[] cborBytes(byte[] bytes) {
    var head = ByteBuffer.allocate(3).put((byte) 0x59).putShort((short) bytes.length).array();
    return join(head, bytes);
  }

  private static void write(ByteArrayOutputStream out, byte[]... parts) {
    for (var part : parts) {
      out.writeBytes(part);
    }
  }

  private static byte[] join(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    write(all, parts);
    return all.toByteArray();
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String text(byte[] bytes) {
    return BASE64URL.encodeToString(bytes);
  }
}
