package dev.imprimatur.jose;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.imprimatur.json.Json;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonNumber;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonRules;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.json.JsonValue;
import dev.imprimatur.json.MalformedJsonException;
import dev.imprimatur.problem.ExchangeProblem;
import dev.imprimatur.problem.ProblemException;
import dev.imprimatur.secret.Secret;
import java.math.BigDecimal;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A signed token (RFC 7519) in its compact form (RFC 7515, section 7.1), parsed strictly and not
 * yet believed: until its signature is verified, only {@link #issuer} and {@link #keyId} may be
 * read. The refusals speak of an identity token, which most of them are.
 */
public final class SignedToken {
  private static final Pattern SPIFFE_ID = Pattern.compile("(spiffe://[a-z0-9._-]{1,255})/.+");

  /** The types of an identity token; {@code JOSE} is what SPIFFE allows beside {@code JWT}. */
  public static final Set<String> IDENTITY = Set.of("JWT", "JOSE");

  private static final Pattern KEY_ID = Pattern.compile("[\\x21-\\x7e]{1,256}");
  private static final int DEPTH_MAX = 8;
  private static final int NUMBER_LENGTH_MAX = 32;

  /** A negative zero, and exponents of three digits. */
  private static final Pattern UNCOMMON =
      Pattern.compile("-0+(\\.0*)?([eE].*)?|.*[eE][+-]?\\d{3,}");

  private static final BigDecimal NUMBER_MAX = BigDecimal.valueOf(1L << 53);

  /** Headers that would bring a key of the sender's own choice, or change what is signed. */
  private static final Set<String> REFUSED =
      Set.of("crit", "jku", "jwk", "x5u", "b64", "zip", "enc", "p2c", "p2s", "cty", "epk");

  private final JsonObject header;
  private final JsonObject payload;
  private final String signed;
  private final byte[] signature;

  private SignedToken(JsonObject header, JsonObject payload, String signed, byte[] signature) {
    this.header = header;
    this.payload = payload;
    this.signed = signed;
    this.signature = signature;
  }

  /**
   * Parses a compact identity token.
   *
   * @throws ProblemException with {@link ExchangeProblem.TokenMalformed} or {@link
   *     ExchangeProblem.TokenHeader}
   */
  public static SignedToken parse(Secret compact, int bytesMax) {
    return parse(compact, bytesMax, IDENTITY);
  }

  /**
   * Parses a compact token of these types, in upper case; one that names no type is taken.
   *
   * @throws ProblemException with {@link ExchangeProblem.TokenMalformed} or {@link
   *     ExchangeProblem.TokenHeader}
   */
  public static SignedToken parse(Secret compact, int bytesMax, Set<String> types) {
    var text = compact.reveal();
    if (text.isEmpty()) {
      throw malformed("none was sent as a bearer token");
    }
    if (text.length() > bytesMax) {
      throw malformed("it is longer than %,d bytes".formatted(bytesMax));
    }
    var parts = text.split("\\.", -1);
    if (parts.length != 3 || !Stream.of(parts).allMatch(SignedToken::isBase64)) {
      throw malformed("it is not three base64url parts with dots between them (RFC 7515)");
    }
    var header = json("header", parts[0], bytesMax);
    requireHeader(header, types);
    var payload = json("payload", parts[1], bytesMax);
    requireSane(payload);
    var signed = text.substring(0, text.lastIndexOf('.'));
    var token = new SignedToken(header, payload, signed, decoded("signature", parts[2]));
    if (token.issuerIfSaid().isEmpty()) {
      throw malformed("its iss is not a text");
    }
    return token;
  }

  private static boolean isBase64(String part) {
    for (int i = 0; i < part.length(); i++) {
      if (!isBase64(part.charAt(i))) {
        return false;
      }
    }
    return !part.isEmpty();
  }

  private static boolean isBase64(int c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  /** The issuer that the token names; only for choosing where to look for a key. */
  public String issuer() {
    return issuerIfSaid().orElseThrow();
  }

  /** A JWT-SVID may lack {@code iss}; then its trust domain has signed it (SPIFFE, JWT-SVID). */
  private Optional<String> issuerIfSaid() {
    if (payload.has("iss")) {
      return payload.text("iss").filter(issuer -> !issuer.isEmpty());
    }
    return payload
        .text("sub")
        .map(SPIFFE_ID::matcher)
        .filter(matcher -> matcher.matches())
        .map(matcher -> matcher.group(1));
  }

  /** The id of the key that the token names, if it does; only for looking that key up. */
  public Optional<String> keyId() {
    var keyId = header.text("kid").filter(kid -> KEY_ID.matcher(kid).matches());
    if (header.has("kid") && keyId.isEmpty()) {
      throw new ExchangeProblem.KeyUnknown(issuer(), header.text("kid").orElse("")).asException();
    }
    return keyId;
  }

  public Set<String> headerNames() {
    return header.members().keySet();
  }

  public String algorithm() {
    return header.text("alg").orElse("");
  }

  public byte[] signedBytes() {
    return signed.getBytes(US_ASCII);
  }

  public byte[] signature() {
    return signature.clone();
  }

  /** The claims of the token; for nobody who has not verified the signature. */
  public JsonObject payload() {
    return payload;
  }

  /**
   * The hash that stands for a token without an id; it leaves out the signature, which could have
   * two forms.
   */
  public String hash() {
    return "sha256:" + Secret.of(signed).sha256();
  }

  private static void requireHeader(JsonObject header, Set<String> types) {
    for (var name : REFUSED) {
      if (header.has(name)) {
        throw new ExchangeProblem.TokenHeader(name, "no identity token needs it").asException();
      }
    }
    var type = header.get("typ");
    if (type.isPresent() && !(type.get() instanceof JsonText(var t) && types.contains(upper(t)))) {
      throw new ExchangeProblem.TokenHeader("typ", "it must be JWT").asException();
    }
    if (header.text("alg").isEmpty()) {
      throw new ExchangeProblem.TokenHeader("alg", "it must name an algorithm").asException();
    }
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }

  private static JsonObject json(String part, String base64, int bytesMax) {
    try {
      return Json.readObject(decoded(part, base64), JsonRules.strict(DEPTH_MAX, bytesMax));
    } catch (MalformedJsonException e) {
      throw malformed("its %s is refused as JSON: %s".formatted(part, e.why()));
    }
  }

  /** Decodes the one canonical encoding; with a second, one token could be redeemed twice. */
  private static byte[] decoded(String part, String base64) {
    try {
      var bytes = Base64.getUrlDecoder().decode(base64);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(base64)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw malformed("its %s is not canonical base64url (RFC 7515)".formatted(part));
  }

  private static void requireSane(JsonValue value) {
    switch (value) {
      case JsonObject(var members) ->
          members.forEach((name, member) -> {
            requireNoNul(name);
            requireSane(member);
          });
      case JsonArray(var items) -> items.forEach(SignedToken::requireSane);
      case JsonText(var text) -> requireNoNul(text);
      case JsonNumber(var literal) -> requireCommon(literal);
      default -> {}
    }
  }

  private static void requireNoNul(String text) {
    if (text.indexOf('\0') >= 0) {
      throw malformed("a text in it holds a NUL");
    }
  }

  /** Requires a number that every JSON parser understands alike. */
  private static void requireCommon(String literal) {
    if (literal.length() > NUMBER_LENGTH_MAX
        || UNCOMMON.matcher(literal).matches()
        || new BigDecimal(literal).abs().compareTo(NUMBER_MAX) > 0) {
      throw malformed("a number in it is not within ±2⁵³");
    }
  }

  private static ProblemException malformed(String why) {
    return new ExchangeProblem.TokenMalformed(why).asException();
  }
}
