package dev.imprimatur.bundle;

/**
 * A DSSE envelope (github.com/secure-systems-lab/dsse, "envelope.md") with its only signature.
 *
 * @param keyId the name of the signature's key; nothing vouches for it
 */
public record Envelope(String payloadType, Bytes payload, Bytes signature, String keyId) {
  /** The type of a payload that is a statement. */
  public static final String IN_TOTO = "application/vnd.in-toto+json";

  public static Envelope read(ProtoJson message) {
    var signatures = message.messages("signatures", 2);
    if (signatures.size() != 1) {
      throw new Refusal(Reason.CONTENT, "its envelope must hold exactly one signature");
    }
    var payloadType = message.text("payloadType");
    var envelope =
        new Envelope(
            payloadType,
            message.bytes("payload"),
            signatures.getFirst().requireBytes("sig"),
            signatures.getFirst().text("keyid"));
    if (!payloadType.equals(IN_TOTO)) {
      throw new Refusal(Reason.CONTENT, "its payload type is not " + IN_TOTO);
    }
    return envelope;
  }

  public Bytes signedBytes() {
    return signedBytes(payloadType, payload);
  }

  /** Returns what must be signed of a statement, so that an envelope around it verifies. */
  public static byte[] signedBytes(byte[] statement) {
    return signedBytes(IN_TOTO, Bytes.of(statement)).array();
  }

  /** "Pre-authentication encoding" (dsse, "protocol.md"); lengths are in bytes. */
  private static Bytes signedBytes(String payloadType, Bytes payload) {
    var type = Bytes.ofUtf8(payloadType);
    return Bytes.concat(
        Bytes.ofUtf8("DSSEv1 %d ".formatted(type.length())),
        type,
        Bytes.ofUtf8(" %d ".formatted(payload.length())),
        payload);
  }
}
