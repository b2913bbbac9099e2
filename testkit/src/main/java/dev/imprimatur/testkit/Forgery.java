package dev.imprimatur.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.util.JSONObjectUtils;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token in the making, genuine until told otherwise, so that each forgery has the one fault it is
 * told to have. Header members are changed first; {@link #token}, {@link #rawHeader} or {@link
 * #rawPayload} finish it, and {@link Tampering} damages what is finished.
 */
public final class Forgery {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final SigningKey genuine;
  private final Map<String, @Nullable Object> header;
  private final Map<String, @Nullable Object> payload;
  private final Signer signer;

  private Forgery(
      SigningKey genuine,
      Map<String, @Nullable Object> header,
      Map<String, @Nullable Object> payload,
      Signer signer) {
    this.genuine = genuine;
    this.header = header;
    this.payload = payload;
    this.signer = signer;
  }

  static Forgery of(
      SigningKey genuine, Map<String, String> headers, Map<String, @Nullable Object> payload) {
    var header = new LinkedHashMap<String, @Nullable Object>(headers);
    return new Forgery(genuine, header, payload, genuine.signer()).signedBy(genuine);
  }

  /**
   * Puts a compact token together from any bytes as header and payload, each in base64url, and
   * whatever the signer makes of them.
   */
  public static String compact(byte[] header, byte[] payload, Signer signer) {
    var signed = BASE64URL.encodeToString(header) + "." + BASE64URL.encodeToString(payload);
    return signed + "." + BASE64URL.encodeToString(signer.sign(signed.getBytes(US_ASCII)));
  }

  /** Adds or replaces a header member by any JSON value; the signature covers it and is good. */
  public Forgery header(String member, @Nullable Object value) {
    var changed = new LinkedHashMap<String, @Nullable Object>(header);
    changed.put(member, value);
    return new Forgery(genuine, changed, payload, signer);
  }

  public Forgery withoutHeader(String member) {
    var changed = new LinkedHashMap<String, @Nullable Object>(header);
    changed.remove(member);
    return new Forgery(genuine, changed, payload, signer);
  }

  /** Adds or replaces a claim by any JSON value; the signature covers it and is good. */
  public Forgery claim(String name, @Nullable Object value) {
    var changed = new LinkedHashMap<String, @Nullable Object>(payload);
    changed.put(name, value);
    return new Forgery(genuine, header, changed, signer);
  }

  public Forgery withoutClaim(String name) {
    var changed = new LinkedHashMap<String, @Nullable Object>(payload);
    changed.remove(name);
    return new Forgery(genuine, header, changed, signer);
  }

  /** Signs with this key and says so in {@code alg} and {@code kid}. */
  public Forgery signedBy(SigningKey key) {
    return header("alg", key.algorithm()).header("kid", key.id()).signature(key.signer());
  }

  /** Changes the signature and nothing that the header says about it. */
  public Forgery signature(Signer other) {
    return new Forgery(genuine, header, payload, other);
  }

  /**
   * Claims to need no signature, and has an empty one (RFC 7518, section 3.6).
   *
   * @param none a spelling of {@code none}
   */
  public Forgery unsigned(String none) {
    return header("alg", none).signature(Signer.fixed());
  }

  /** Signs by {@code HS256} with the published key as the shared secret (CVE-2016-10555). */
  public Forgery hmacWithPublicKey(PublicKeyForm form) {
    return header("alg", "HS256").signature(Signer.hmac(genuine.publicBytes(form)));
  }

  /** Brings a stranger's key along in {@code jwk}, and is signed with it (CVE-2018-0114). */
  public Forgery embeddingStrangersKey() {
    var stranger = SigningKey.rsa();
    return header("jwk", stranger.jwk()).signature(stranger.signer());
  }

  /**
   * Names a stranger's key set as the place to find the key, and is signed with the key there. The
   * stranger counts who comes.
   *
   * @param member {@code jku} or {@code x5u}
   */
  public Forgery pointingTo(String member, FakeIssuer stranger) {
    return signedBy(stranger.signingKey()).header(member, stranger.keySetAddress());
  }

  public String token() {
    return compact(json(header), json(payload), signer);
  }

  /** Finishes the token with this text as its header, whether it is JSON or not. */
  public String rawHeader(String text) {
    return rawHeader(text.getBytes(UTF_8));
  }

  /** Finishes the token with these bytes as its header, whether they are text or not. */
  public String rawHeader(byte[] bytes) {
    return compact(bytes, json(payload), signer);
  }

  /** Finishes the token with this text as its payload, whether it is JSON or not. */
  public String rawPayload(String text) {
    return rawPayload(text.getBytes(UTF_8));
  }

  /** Finishes the token with these bytes as its payload, whether they are text or not. */
  public String rawPayload(byte[] bytes) {
    return compact(json(header), bytes, signer);
  }

  /** Returns the payload as it stands, for a test that changes its text before it is signed. */
  public String payloadJson() {
    return JSONObjectUtils.toJSONString(payload);
  }

  private static byte[] json(Map<String, @Nullable Object> members) {
    return JSONObjectUtils.toJSONString(members).getBytes(UTF_8);
  }
}
