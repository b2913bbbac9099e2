package dev.imprimatur.webauthn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.imprimatur.fuzz.Mutants;
import dev.imprimatur.json.Json;
import dev.imprimatur.testkit.SoftAuthenticator;
import java.net.URI;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What a browser sends of a passkey, broken: a whole response if it begins like one, and otherwise
 * the bytes of one part of a response that is good but for it.
 */
class PasskeyFuzzTest {
  private static final RelyingParty PARTY =
      RelyingParty.at(URI.create("https://npm.acme.example/")).orElseThrow();
  private static final Challenge ASKED = Challenge.of("signed in with this".getBytes(UTF_8));
  private static final SoftAuthenticator AUTHENTICATOR =
      SoftAuthenticator.at("https://npm.acme.example", "npm.acme.example");
  private static final String MADE = AUTHENTICATOR.create(ASKED.value());
  private static final String SIGNED = AUTHENTICATOR.sign(ASKED.value());
  private static final Passkeys PASSKEYS = new Passkeys();
  private static final PublicKeyCredential CREDENTIAL = credential();

  /** A part of a response, and a response that is good. */
  private record Part(String response, String name) {
    /** The response with other bytes there. */
    Optional<Response> of(byte[] bytes) {
      var json = Json.readOwn(response);
      var text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      var parts = json.object("response").orElseThrow().but().and(name, text).build();
      return Response.read(Json.text(json.but().and("response", parts).build()));
    }

    boolean has(byte[] bytes) {
      var good = Response.read(response).flatMap(it -> it.bytes(name)).orElseThrow();
      return Arrays.equals(good, bytes);
    }
  }

  private static final List<Part> PARTS =
      List.of(
          new Part(MADE, "attestationObject"),
          new Part(MADE, "clientDataJSON"),
          new Part(SIGNED, "authenticatorData"),
          new Part(SIGNED, "clientDataJSON"),
          new Part(SIGNED, "signature"));

  @Test
  void briefly() {
    Mutants.feed(PasskeyFuzzTest.class, PasskeyFuzzTest::check);
  }

  @Tag("fuzz")
  @DictionaryFile(resourcePath = "PasskeyFuzzTest.dict")
  @FuzzTest
  void atLength(byte[] input) {
    check(input);
  }

  private static void check(byte[] input) {
    if (input.length == 0) {
      return;
    }
    if (input[0] == '{') {
      var text = new String(input, UTF_8);
      // Nobody but the authenticator has its key.
      Response.read(text).ifPresent(response -> provesNothing(response, text.equals(SIGNED)));
      return;
    }
    var part = PARTS.get((input[0] & 0xff) % PARTS.size());
    var bytes = Arrays.copyOfRange(input, 1, input.length);
    part.of(bytes)
        .ifPresent(
            response -> provesNothing(response, part.response().equals(SIGNED) && part.has(bytes)));
  }

  private static void provesNothing(Response response, boolean good) {
    var _ = response.challenge();
    var _ = response.userHandle();
    var asserted = PASSKEYS.verify(PARTY, ASKED, CREDENTIAL, response);
    assertThat(asserted instanceof Ceremony.Asserted).isEqualTo(good);
    if (PASSKEYS.register(PARTY, ASKED, response)
        instanceof Ceremony.Registered(PublicKeyCredential made)) {
      assertThat(response.challenge()).contains(ASKED);
      assertThat(made.key()).isNotEmpty();
      // What was made of it can be asked, and another's answer is none of it.
      var signed = Response.read(SIGNED).orElseThrow();
      if (!made.key().equals(CREDENTIAL.key())) {
        assertThat(PASSKEYS.verify(PARTY, ASKED, made, signed))
            .isInstanceOf(Ceremony.Refused.class);
      }
    }
  }

  private static PublicKeyCredential credential() {
    return ((Ceremony.Registered)
            PASSKEYS.register(PARTY, ASKED, Response.read(MADE).orElseThrow()))
        .credential();
  }
}
