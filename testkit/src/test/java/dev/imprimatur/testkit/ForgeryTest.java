package dev.imprimatur.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.SignedJWT;
import dev.imprimatur.testkit.ci.GitHub;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgeryTest {
  private static final SigningKey KEY = SigningKey.rsa();

  private final FakeIssuer github = FakeIssuer.start(GitHub.SYSTEM, InstantSource.system(), KEY);
  private final Forgery forgery = github.forge(JobClaims.of("acme/rocket", "publish.yml"));

  @AfterEach
  void close() {
    github.close();
  }

  @Test
  void withoutAFaultItIsGenuine() throws Exception {
    assertThat(Verification.accepts(github.keySetJson(), forgery.token())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "nOnE"})
  void anUnsignedTokenHasAnEmptySignature(String none) throws Exception {
    var token = forgery.unsigned(none).token();

    assertThat(token).endsWith(".");
    assertThat(header(token)).containsEntry("alg", none);
  }

  @ParameterizedTest
  @EnumSource
  void thePublishedKeyIsTheSecret(PublicKeyForm form) throws Exception {
    var token = forgery.hmacWithPublicKey(form).token();
    var published = JWKSet.parse(github.keySetJson()).getKeys().getFirst().toRSAKey();
    var secret =
        switch (form) {
          case PEM -> pem(published.toRSAPublicKey().getEncoded());
          case DER -> published.toRSAPublicKey().getEncoded();
          case JWK -> github.signingKey().jwkJson().getBytes(UTF_8);
          case MODULUS -> published.getModulus().decode();
        };

    assertThat(header(token)).containsEntry("alg", "HS256");
    assertThat(SignedJWT.parse(token).verify(new MACVerifier(secret))).isTrue();
    assertThat(github.keySetJson()).contains(github.signingKey().jwkJson());
  }

  @Test
  void anEmbeddedKeyFitsItsSignature() throws Exception {
    var token = forgery.embeddingStrangersKey().token();
    var jwt = SignedJWT.parse(token);

    assertThat(jwt.verify(new RSASSAVerifier(jwt.getHeader().getJWK().toRSAKey()))).isTrue();
    assertThat(Verification.accepts(github.keySetJson(), token)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"jku", "x5u"})
  void aStrangersAddressLeadsToTheKeyThatFits(String member) throws Exception {
    try (var stranger = FakeIssuer.start(GitHub.SYSTEM)) {
      var token = forgery.pointingTo(member, stranger).token();

      assertThat(header(token)).containsEntry(member, stranger.keySetAddress());
      assertThat(Verification.accepts(stranger.keySetJson(), token)).isTrue();
      assertThat(Verification.accepts(github.keySetJson(), token)).isFalse();
    }
  }

  @Test
  void anyHeaderMemberCanBeAnything() throws Exception {
    var token = forgery.header("kid", List.of(1)).header("crit", null).withoutHeader("typ").token();

    assertThat(header(token))
        .containsEntry("kid", List.of(1L))
        .containsEntry("crit", null)
        .doesNotContainKey("typ");
  }

  @Test
  void aChangedHeaderIsSignedLikeAGenuineOne() throws Exception {
    var token = forgery.header("typ", "at+jwt").token();

    assertThat(Verification.accepts(github.keySetJson(), token)).isTrue();
  }

  @Test
  void rawTextIsSentAsItIsAndSigned() throws Exception {
    var payload = "{\"repository\":\"evil/x\",\"repository\":\"good/x\",\"a\":\"\\ud800\"}";
    var token = forgery.rawPayload(payload);

    assertThat(part(token, 1)).isEqualTo(payload.getBytes(UTF_8));
    assertThat(SignedJWT.parse(token).verify(publishedVerifier())).isTrue();
  }

  @Test
  void rawBytesNeedNotBeText() {
    var bytes = new byte[] {'{', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '}'};

    assertThat(part(forgery.rawPayload(bytes), 1)).isEqualTo(bytes);
    assertThat(part(forgery.rawHeader(bytes), 0)).isEqualTo(bytes);
    assertThat(part(forgery.rawHeader("{\"a\":1,\"a\":2}"), 0))
        .isEqualTo("{\"a\":1,\"a\":2}".getBytes(UTF_8));
  }

  @Test
  void thePayloadCanBeTakenAndChangedAsText() throws Exception {
    var changed = forgery.payloadJson().replace("\"push\"", "\"pu\\u0073h\"");

    var token = forgery.rawPayload(changed);

    assertThat(new String(part(token, 1), UTF_8)).contains("pu\\u0073h");
    assertThat(Verification.claims(token)).containsEntry("event_name", "push");
    assertThat(Verification.accepts(github.keySetJson(), token)).isTrue();
  }

  @Test
  void anEllipticKeySignsInBothForms() throws Exception {
    var key = SigningKey.elliptic();
    github.publishKey(key.jwkJson());

    var token = forgery.signedBy(key).token();
    var der = forgery.signedBy(key).signature(key.derSigner()).token();

    assertThat(header(token)).containsEntry("alg", "ES256").containsEntry("kid", key.id());
    assertThat(Verification.accepts(github.keySetJson(), token)).isTrue();
    assertThat(part(token, 2)).hasSize(64);
    assertThat(part(der, 2)).hasSizeGreaterThan(64).startsWith(0x30);
  }

  @Test
  void aSignatureCanBeAllZeros() {
    var token = forgery.signedBy(SigningKey.elliptic()).signature(Signer.fixed(new byte[64]));

    assertThat(part(token.token(), 2)).isEqualTo(new byte[64]);
  }

  @Test
  void aWeakKeySignsToo() throws Exception {
    var weak = SigningKey.rsa(1024).withId("weak");
    github.publishKey(weak.jwkJson());

    assertThat(Verification.accepts(github.keySetJson(), forgery.signedBy(weak).token())).isTrue();
  }

  private JWSVerifier publishedVerifier() throws Exception {
    return new RSASSAVerifier(JWKSet.parse(github.keySetJson()).getKeys().getFirst().toRSAKey());
  }

  private static byte[] pem(byte[] der) {
    return ("-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(der)
            + "\n-----END PUBLIC KEY-----\n")
        .getBytes(US_ASCII);
  }

  private static Map<String, Object> header(String token) throws Exception {
    return JSONObjectUtils.parse(new String(part(token, 0), UTF_8));
  }

  private static byte[] part(String token, int index) {
    return Base64.getUrlDecoder().decode(Arrays.asList(token.split("\\.", -1)).get(index));
  }
}
