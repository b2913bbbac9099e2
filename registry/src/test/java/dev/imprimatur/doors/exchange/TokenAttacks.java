package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.exchange.AttackTest.good;
import static dev.imprimatur.wiring.TestRegistry.AUDIENCE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.Forgery;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.PublicKeyForm;
import dev.imprimatur.testkit.Signer;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.testkit.Tampering;
import dev.imprimatur.wiring.TestClock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Attacks on the form and the cryptography of identity tokens. */
final class TokenAttacks {
  private static final String MALFORMED = "token-malformed";
  private static final String HEADER = "token-header";
  private static final String KEY = "key-unknown";
  private static final String SIGNATURE = "signature";
  private static final String TIME = "time";
  private static final String AUDIENCE_REFUSED = "audience";
  private static final String ISSUER = "issuer-unknown";
  private static final String KIND = "token-kind";

  private static final SigningKey OTHER_RSA = SigningKey.rsa();
  private static final SigningKey ELLIPTIC = SigningKey.elliptic();

  private final FakeIssuer github;
  private final FakeIssuer stranger;
  private final TestClock clock;

  TokenAttacks(FakeIssuer github, FakeIssuer stranger, TestClock clock) {
    this.github = github;
    this.stranger = stranger;
    this.clock = clock;
  }

  Stream<HostileToken> all() {
    return Stream.of(
            signatures(), keys(), headers(), shapes(), json(), times(), audiences(), issuers())
        .flatMap(attacks -> attacks);
  }

  private Stream<HostileToken> signatures() {
    var genuine = github.sign(good());
    var id = github.signingKey().id();
    return Stream.of(
        attack("J01", "alg none", forge().unsigned("none").token(), MALFORMED),
        attack("J01", "alg nOnE", forge().unsigned("nOnE").token(), MALFORMED),
        attack("J01", "alg none, signed", forge().header("alg", "none").token(), HEADER),
        attack("J01", "alg NONE, signed", forge().header("alg", "NONE").token(), HEADER),
        attack("J01", "no alg", forge().withoutHeader("alg").token(), HEADER),
        attack("J01", "alg a number", forge().header("alg", 5).token(), HEADER),
        hmac(PublicKeyForm.PEM),
        hmac(PublicKeyForm.DER),
        hmac(PublicKeyForm.JWK),
        hmac(PublicKeyForm.MODULUS),
        attack(
            "J03",
            "EC signature under an RSA key",
            forge().signature(ELLIPTIC.signer()).token(),
            SIGNATURE),
        attack("J03", "alg ES256 for an RSA key", forge().header("alg", "ES256").token(), HEADER),
        attack("J03", "alg RS512", forge().header("alg", "RS512").token(), HEADER),
        attack("J03", "alg PS256", forge().header("alg", "PS256").token(), HEADER),
        attack(
            "J04",
            "a signature of zeros",
            forge().signature(Signer.fixed(new byte[256])).token(),
            SIGNATURE),
        attack(
            "J04",
            "a short signature",
            forge().signature(Signer.fixed(new byte[64])).token(),
            SIGNATURE),
        attack(
            "J05",
            "a signature in DER",
            forge().signature(ELLIPTIC.derSigner()).token(),
            SIGNATURE),
        attack("J28", "one bit flipped", Tampering.signatureBitFlipped(genuine), SIGNATURE),
        attack(
            "J28", "another's signature", Tampering.signatureSwapped(genuine, other()), SIGNATURE),
        attack("J28", "another's payload", Tampering.payloadSwapped(genuine, other()), SIGNATURE),
        attack(
            "J28",
            "a stranger's key under our id",
            forge().signedBy(OTHER_RSA.withId(id)).token(),
            SIGNATURE));
  }

  private Stream<HostileToken> keys() {
    return Stream.of(
        attack("J06", "a key in the header", forge().embeddingStrangersKey().token(), HEADER),
        attack("J07", "jku to a stranger", forge().pointingTo("jku", stranger).token(), HEADER),
        attack("J07", "x5u to a stranger", forge().pointingTo("x5u", stranger).token(), HEADER),
        attack("J07", "jku to a file", forge().header("jku", "file:///etc/passwd").token(), HEADER),
        attack(
            "J08",
            "x5c with a stranger's certificate",
            forge().header("x5c", List.of("MIIB")).signedBy(OTHER_RSA).token(),
            KEY),
        attack("J09", "kid a path", keyId("../../dev/null"), KEY),
        attack("J09", "kid SQL", keyId("' UNION SELECT 1 --"), KEY),
        attack("J09", "kid an address", keyId("https://evil.example/jwks"), KEY),
        attack("J09", "kid with a NUL", forge().header("kid", "a\0b").token(), KEY),
        attack("J09", "kid with a line break", keyId("a\nb"), KEY),
        attack("J09", "kid a number", forge().header("kid", 1).token(), KEY),
        attack("J09", "kid a list", forge().header("kid", List.of("key-1")).token(), KEY),
        attack("J09", "kid null", forge().header("kid", null).token(), KEY),
        attack("J09", "kid very long", keyId("k".repeat(5000)), KEY),
        attack("J10", "no kid", forge().withoutHeader("kid").token(), KEY),
        attack("J12", "a key of nobody's", forge().signedBy(OTHER_RSA).token(), KEY));
  }

  private Stream<HostileToken> headers() {
    return Stream.of(
        attack("J16", "crit exp", forge().header("crit", List.of("exp")).token(), HEADER),
        attack("J16", "crit empty", forge().header("crit", List.of()).token(), HEADER),
        attack("J16", "b64 false", forge().header("b64", false).token(), HEADER),
        attack("J16", "zip", forge().header("zip", "DEF").token(), HEADER),
        attack("J17", "enc", forge().header("enc", "A128GCM").token(), HEADER),
        attack("J17", "cty JWT", forge().header("cty", "JWT").token(), HEADER),
        attack(
            "J17",
            "PBES2",
            forge().header("alg", "PBES2-HS256+A128KW").header("p2c", 1L << 31).token(),
            HEADER),
        attack("J19", "typ at+jwt", forge().header("typ", "at+jwt").token(), HEADER),
        attack("J19", "typ dpop+jwt", forge().header("typ", "dpop+jwt").token(), HEADER),
        attack("J19", "typ a number", forge().header("typ", 1).token(), HEADER),
        attack("J19", "typ an object", forge().header("typ", Map.of("a", 1)).token(), HEADER));
  }

  private Stream<HostileToken> shapes() {
    var genuine = github.sign(good());
    return Stream.of(
        attack("J17", "five parts", Tampering.lengthenedTo(5, genuine), MALFORMED),
        attack("J18", "four parts", Tampering.lengthenedTo(4, genuine), MALFORMED),
        attack("J18", "detached payload", Tampering.payloadDetached(genuine), MALFORMED),
        attack("J18", "JSON serialisation", "{\"payload\":\"e30\",\"signatures\":[]}", MALFORMED),
        attack("J25", "padding", Tampering.signaturePadded(genuine), MALFORMED),
        attack("J25", "not canonical", Tampering.signatureUncanonical(genuine), MALFORMED),
        attack(
            "J25", "the other alphabet", Tampering.signatureInStandardAlphabet(genuine), MALFORMED),
        attack("J25", "a space", genuine.replaceFirst("\\.", ". "), MALFORMED),
        attack("J26", "no dots", "token", MALFORMED),
        attack("J26", "only dots", "..", MALFORMED),
        attack("J27", "Bearer twice", "Bearer " + genuine, MALFORMED),
        attack("J27", "a dot behind", genuine + ".", MALFORMED),
        attack("J27", "something behind", genuine + " x", MALFORMED),
        attack(
            "J22", "16 KiB and one", github.sign(good().with("x", "y".repeat(12_000))), MALFORMED));
  }

  private Stream<HostileToken> json() {
    var payload = forge().payloadJson();
    var twice = payload.replaceFirst("\\{", "{\"repository\":\"evil/rocket\",");
    var escaped = payload.replaceFirst("\\{", "{\"repositor\\\\u0079\":\"evil/rocket\",");
    var header = "{\"alg\":\"RS256\",\"kid\":\"key-1\",\"kid\":\"key-1\"}";
    return Stream.of(
        attack("J20", "a claim twice", forge().rawPayload(twice), MALFORMED),
        attack("J20", "a claim twice by escape", forge().rawPayload(escaped), MALFORMED),
        attack("J20", "a header twice", forge().rawHeader(header), MALFORMED),
        attack("J20", "a claim twice inside", payload("\"x\":{\"a\":1,\"a\":2}"), MALFORMED),
        attack(
            "J21",
            "another case",
            forge(good().without("repository_id").with("Repository_id", "1")),
            KIND),
        attack("J21", "wide letters", forge(good().without("run_id").with("ｒun_id", "1")), KIND),
        attack("J23", "deep", payload("\"x\":" + "[".repeat(3000) + "]".repeat(3000)), MALFORMED),
        attack("J23", "many claims", payload(many()), MALFORMED),
        attack("J23", "many digits", payload("\"x\":" + "1".repeat(5000)), MALFORMED),
        attack("J23", "1e400", payload("\"x\":1e400"), MALFORMED),
        attack("J23", "1e99999999", payload("\"x\":1e99999999"), MALFORMED),
        attack("J23", "-0", payload("\"x\":-0"), MALFORMED),
        attack("J23", "NaN", payload("\"x\":NaN"), MALFORMED),
        attack("J24", "a lone surrogate", payload("\"x\":\"\\ud800\""), MALFORMED),
        attack("J24", "not UTF-8", raw("\"x\":\"\u00ff\""), MALFORMED),
        attack("J24", "overlong UTF-8", raw("\"x\":\"\u00c0\u00af\""), MALFORMED),
        attack("J24", "a byte order mark", forge().rawPayload("\uFEFF" + payload), MALFORMED),
        attack("J24", "a NUL", payload("\"x\":\"a\\u0000b\""), MALFORMED),
        attack("J26", "payload a list", forge().rawPayload("[]"), MALFORMED),
        attack("J26", "payload a text", forge().rawPayload("\"x\""), MALFORMED),
        attack("J26", "payload null", forge().rawPayload("null"), MALFORMED),
        attack("J26", "payload empty", forge().rawPayload("{}"), MALFORMED),
        attack("J26", "header a list", forge().rawHeader("[]"), MALFORMED),
        attack("J26", "a claim missing", forge(good().without("event_name")), KIND),
        attack("J26", "a claim null", forge(good().with("workflow_ref", null)), KIND),
        attack("J26", "a claim empty", forge(good().with("repository_owner_id", "")), KIND),
        attack("C09", "an id as a number", forge(good().with("repository_id", 5)), KIND),
        attack("C55", "a claim in a list", forge(good().with("repository_id", List.of("5"))), KIND),
        attack("R07", "no jti", forge(good().without("jti")), KIND),
        attack("R07", "jti empty", forge(good().with("jti", "")), KIND),
        attack("R07", "jti a number", forge(good().with("jti", 7)), KIND));
  }

  private Stream<HostileToken> times() {
    var now = clock.instant();
    var leeway = 30;
    return Stream.of(
        attack("J29", "no exp", forge(good().without("exp")), MALFORMED),
        attack("J29", "exp a text", forge(good().with("exp", "1795349100")), MALFORMED),
        attack("J29", "exp negative", forge(good().with("exp", -1)), MALFORMED),
        attack("J29", "exp a fraction", payload(good().without("exp"), "\"exp\":1.5"), MALFORMED),
        attack(
            "J29",
            "exp 2^63",
            payload(good().without("exp"), "\"exp\":9223372036854775808"),
            MALFORMED),
        attack("J29", "exp in milliseconds", forge(good().with("exp", now.toEpochMilli())), TIME),
        attack("J29", "exp 1e10", payload(good().without("exp"), "\"exp\":1e10"), TIME),
        attack("J30", "expired", forge(good().expiresAt(now.minusSeconds(leeway + 1))), TIME),
        attack(
            "J31",
            "not yet valid",
            forge(good().with("nbf", now.getEpochSecond() + leeway + 600)),
            TIME),
        attack("J31", "nbf a text", forge(good().with("nbf", "now")), MALFORMED),
        attack(
            "J32",
            "issued in the future",
            forge(good().issuedAt(now.plusSeconds(leeway + 600))),
            TIME),
        attack("J32", "no iat", forge(good().without("iat")), TIME),
        attack(
            "J33", "good for a year", forge(good().expiresAt(now.plusSeconds(31_536_000))), TIME),
        attack(
            "J34",
            "issued long ago",
            forge(good().issuedAt(now.minusSeconds(7200)).expiresAt(now.plusSeconds(60))),
            TIME));
  }

  private Stream<HostileToken> audiences() {
    return Stream.of(
        audience("missing", good().without("aud")),
        audience("null", good().with("aud", null)),
        audience("an empty list", good().with("aud", List.of())),
        audience("a number", good().with("aud", 5)),
        audience("an object", good().with("aud", Map.of("0", AUDIENCE))),
        audience("another registry", good().audience("npm:registry.example")),
        audience("a prefix", good().audience("npm:registry.tes")),
        audience("a suffix", good().audience(AUDIENCE + ".evil")),
        audience("another case", good().audience("NPM:registry.test")),
        audience("a space behind", good().audience(AUDIENCE + " ")),
        audience("ours second", good().with("aud", List.of("npm:other", AUDIENCE))),
        audience("ours first of two", good().with("aud", List.of(AUDIENCE, "npm:other"))),
        audience("ours twice", good().with("aud", List.of(AUDIENCE, AUDIENCE))),
        audience("a list in a list", good().with("aud", List.of(List.of(AUDIENCE)))),
        attack("J38", "made for Sigstore", forge(good().audience("sigstore")), AUDIENCE_REFUSED));
  }

  private Stream<HostileToken> issuers() {
    var ours = github.issuer();
    var unknown =
        Stream.of(
            ours + "/",
            ours.replace("http:", "HTTP:"),
            ours.replace("http:", "https:"),
            ours.replace("127.0.0.1", "localhost"),
            ours.replace("127.0.0.1", "127.1"),
            ours.replace("//", "//a@"),
            ours + "#x",
            ours + "?x=1",
            ours + ".evil.example",
            ours + "/octocat-inc",
            ours + "//",
            ours + "/../x",
            ours + "\t",
            ours + "\r\nx: y",
            " " + ours,
            stranger.issuer(),
            "https://token.actions.githubusercontent.com.evil.example",
            "x".repeat(3000));
    return Stream.concat(
        unknown.map(
            issuer -> attack("J41", "iss " + issuer.strip(), forge(good().issuer(issuer)), ISSUER)),
        Stream.of(
            attack("J42", "iss missing", forge(good().without("iss")), MALFORMED),
            attack("J42", "iss empty", forge(good().with("iss", "")), MALFORMED),
            attack("J42", "iss a number", forge(good().with("iss", 1)), MALFORMED),
            attack("J42", "iss a list", forge(good().with("iss", List.of(ours))), MALFORMED)));
  }

  private HostileToken audience(String what, JobClaims claims) {
    return attack("J36", "aud " + what, forge(claims), AUDIENCE_REFUSED);
  }

  private HostileToken hmac(PublicKeyForm form) {
    return attack(
        "J02",
        "HS256 with the public key as " + form,
        forge().hmacWithPublicKey(form).token(),
        HEADER);
  }

  private static HostileToken attack(String id, String what, String token, String problem) {
    return new HostileToken(id, what, token, problem);
  }

  private Forgery forge() {
    return github.forge(good());
  }

  private String forge(JobClaims claims) {
    return github.sign(claims);
  }

  private String keyId(String id) {
    return forge().header("kid", id).token();
  }

  private String other() {
    return github.sign(good().with("repository", "evil/rocket"));
  }

  /** A genuine payload with one member more, signed as it stands. */
  private String payload(String member) {
    return payload(good(), member);
  }

  private String payload(JobClaims claims, String member) {
    var forgery = github.forge(claims);
    return forgery.rawPayload(
        forgery.payloadJson().replaceFirst("\\{", "{" + member.replace("\\", "\\\\") + ","));
  }

  /** The same, with bytes that are no UTF-8. */
  private String raw(String member) {
    var forgery = forge();
    var bytes = ("{" + member + "," + forgery.payloadJson().substring(1)).getBytes(ISO_8859_1);
    return forgery.rawPayload(Arrays.copyOf(bytes, bytes.length));
  }

  private static String many() {
    return String.join(",", IntStream.range(0, 2000).mapToObj(i -> "\"x" + i + "\":0").toList());
  }
}
