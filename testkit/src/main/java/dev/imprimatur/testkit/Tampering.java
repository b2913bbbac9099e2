package dev.imprimatur.testkit;

import java.util.Base64;

/**
 * The changes that anybody without a key can make to a finished compact token (RFC 7515, section
 * 7.1).
 */
public final class Tampering {
  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private Tampering() {}

  /** Flips the first bit of the signature. */
  public static String signatureBitFlipped(String token) {
    var parts = Parts.of(token);
    var signature = Base64.getUrlDecoder().decode(parts.signature());
    signature[0] ^= (byte) 0x80;
    return parts.withSignature(BASE64URL.encodeToString(signature)).token();
  }

  /** Joins header and payload of one token with the signature of another. */
  public static String signatureSwapped(String token, String other) {
    return Parts.of(token).withSignature(Parts.of(other).signature()).token();
  }

  /** Joins header and signature of one token with the payload of another. */
  public static String payloadSwapped(String token, String other) {
    return Parts.of(token).withPayload(Parts.of(other).payload()).token();
  }

  /** Leaves the payload out, as a detached signature does (RFC 7515, appendix F). */
  public static String payloadDetached(String token) {
    return Parts.of(token).withPayload("").token();
  }

  /** Pads the signature with {@code =} to a multiple of four; its bytes are the same. */
  public static String signaturePadded(String token) {
    var signature = Parts.of(token).signature();
    return token + "=".repeat(-signature.length() & 3);
  }

  /** Sets a bit of the signature's last character that carries nothing; its bytes are the same. */
  public static String signatureUncanonical(String token) {
    var parts = Parts.of(token);
    var signature = parts.signature();
    if (signature.length() % 4 == 0) {
      throw new IllegalArgumentException("every bit of this signature's text carries something");
    }
    int last = signature.length() - 1;
    char changed = ALPHABET.charAt(ALPHABET.indexOf(signature.charAt(last)) | 1);
    return parts.withSignature(signature.substring(0, last) + changed).token();
  }

  /** Writes the signature with {@code +} and {@code /}; its bytes are the same. */
  public static String signatureInStandardAlphabet(String token) {
    var parts = Parts.of(token);
    return parts.withSignature(parts.signature().replace('-', '+').replace('_', '/')).token();
  }

  /** Appends parts until there are so many; five make it look encrypted (RFC 7516). */
  public static String lengthenedTo(int parts, String token) {
    return token + ".AA".repeat(parts - 3);
  }

  private record Parts(String header, String payload, String signature) {

    static Parts of(String token) {
      var parts = token.split("\\.", -1);
      if (parts.length != 3) {
        throw new IllegalArgumentException("a compact token has three parts: " + token);
      }
      return new Parts(parts[0], parts[1], parts[2]);
    }

    Parts withPayload(String other) {
      return new Parts(header, other, signature);
    }

    Parts withSignature(String other) {
      return new Parts(header, payload, other);
    }

    String token() {
      return header + "." + payload + "." + signature;
    }
  }
}
