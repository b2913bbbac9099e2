package dev.imprimatur.webauthn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.Json;
import dev.imprimatur.testkit.SoftAuthenticator;
import dev.imprimatur.webauthn.Ceremony.Reason;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class PasskeysTest {
  private static final RelyingParty PARTY =
      RelyingParty.at(URI.create("https://npm.acme.example/npm/")).orElseThrow();

  private static final Challenge CHALLENGE = challenge("registered with this");
  private static final Challenge ASKED = challenge("signed in with this");

  private final Passkeys passkeys = new Passkeys();
  private final SoftAuthenticator authenticator =
      SoftAuthenticator.at("https://npm.acme.example", "npm.acme.example");
  private final PublicKeyCredential credential = registered(authenticator);

  @Test
  void aPasskeyThatWasMadeHereSignsInHere() {
    assertThat(credential.id().value()).isEqualTo(authenticator.id());
    assertThat(verified(authenticator.counter(7)))
        .isEqualTo(new Ceremony.Asserted(credential.id(), 7));
  }

  @Test
  void anAuthenticatorThatCountsNothingMayGoOnDoingSo() {
    assertThat(verified(authenticator)).isInstanceOf(Ceremony.Asserted.class);
  }

  @Test
  void aPageOfAnotherOriginGetsNobodyIn() {
    for (var origin :
        List.of(
            "https://npm.acme.example.evil.example",
            "http://npm.acme.example",
            "https://npm.acme.example:8443",
            "https://acme.example",
            "null")) {
      assertThat(refusal(verified(authenticator.origin(origin))))
          .as(origin)
          .isEqualTo(Reason.ORIGIN);
      assertThat(refusal(passkeys.register(PARTY, CHALLENGE, made(authenticator.origin(origin)))))
          .as(origin)
          .isEqualTo(Reason.ORIGIN);
    }
  }

  @Test
  void aSignatureForAnotherPartyIsNone() {
    assertThat(refusal(verified(authenticator.rpId("acme.example"))))
        .isEqualTo(Reason.RELYING_PARTY);
    assertThat(
            refusal(passkeys.register(PARTY, CHALLENGE, made(authenticator.rpId("evil.example")))))
        .isEqualTo(Reason.RELYING_PARTY);
  }

  @Test
  void anAnswerToAnotherChallengeIsNone() {
    var replayed = response(authenticator.sign(CHALLENGE.value()));
    assertThat(refusal(verified(replayed))).isEqualTo(Reason.CHALLENGE);
    var made = response(authenticator.create(ASKED.value()));
    assertThat(refusal(passkeys.register(PARTY, CHALLENGE, made))).isEqualTo(Reason.CHALLENGE);
  }

  @Test
  void aCeremonyIsNoOther() {
    assertThat(refusal(verified(authenticator.kind("webauthn.create")))).isEqualTo(Reason.KIND);
    assertThat(refusal(verified(authenticator.kind("payment.get")))).isEqualTo(Reason.KIND);
    assertThat(
            refusal(passkeys.register(PARTY, CHALLENGE, made(authenticator.kind("webauthn.get")))))
        .isEqualTo(Reason.KIND);
  }

  @Test
  void aCounterThatDoesNotGrowShowsACopy() {
    var counted = new PublicKeyCredential(credential.id(), credential.key(), 7);
    for (long counter : new long[] {0, 6, 7}) {
      var response = response(authenticator.counter(counter).sign(ASKED.value()));
      assertThat(refusal(passkeys.verify(PARTY, ASKED, counted, response)))
          .isEqualTo(Reason.COUNTER);
    }
    var grown = response(authenticator.counter(8).sign(ASKED.value()));
    assertThat(passkeys.verify(PARTY, ASKED, counted, grown)).isInstanceOf(Ceremony.Asserted.class);
  }

  @Test
  void anotherKeySignsNothing() {
    var other = SoftAuthenticator.at("https://npm.acme.example", "npm.acme.example");
    assertThat(refusal(verified(other))).isEqualTo(Reason.KEY);
    var disguised = other.sign(ASKED.value()).replace(other.id(), authenticator.id());
    assertThat(refusal(verified(response(disguised)))).isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void nobodyAtTheAuthenticatorIsNobody() {
    assertThat(refusal(verified(authenticator.untouched()))).isEqualTo(Reason.USER_NOT_PRESENT);
    assertThat(refusal(verified(authenticator.unverified()))).isEqualTo(Reason.USER_NOT_VERIFIED);
    assertThat(refusal(passkeys.register(PARTY, CHALLENGE, made(authenticator.unverified()))))
        .isEqualTo(Reason.USER_NOT_VERIFIED);
  }

  /** Whatever is broken is refused, and never an error; what is left whole may still be good. */
  @Test
  void brokenResponsesProveNothing() {
    assertThat(Response.read("")).isEmpty();
    assertThat(Response.read("{}")).isEmpty();
    assertThat(Response.read("{\"id\":\"\\u0000\",\"response\":{}}")).isEmpty();
    assertThat(Response.read("[".repeat(40_000))).isEmpty();
    var random = new Random(7);
    var good = authenticator.sign(ASKED.value());
    for (int i = 0; i < 2000; i++) {
      Response.read(mutant(authenticator.create(CHALLENGE.value()), random))
          .ifPresent(
              response -> assertThat(passkeys.register(PARTY, CHALLENGE, response)).isNotNull());
      Response.read(mutant(good, random))
          .filter(response -> verified(response) instanceof Ceremony.Asserted)
          .ifPresent(response -> assertThat(signed(response)).isEqualTo(signed(response(good))));
    }
  }

  /** The library takes what our own reader does not; nobody gets in by the difference. */
  @Test
  void whatTwoReadersSeeDifferentlyProvesNothing() {
    var made = Json.readOwn(authenticator.create(CHALLENGE.value()));
    var parts = made.object("response").orElseThrow();
    var good =
        new String(
            Base64.getUrlDecoder().decode(parts.text("clientDataJSON").orElseThrow()),
            StandardCharsets.ISO_8859_1);
    for (var odd :
        List.of(
            good.replace("crossOrigin", "cross\u0099rigin"),
            good.replace("\"type\"", "\"challenge\":\"AAAA\",\"type\""),
            good.replace("}", ",\"challenge\":\"" + CHALLENGE.value() + "\"}"))) {
      var text =
          Base64.getUrlEncoder()
              .withoutPadding()
              .encodeToString(odd.getBytes(StandardCharsets.ISO_8859_1));
      var response = made.but().and("response", parts.but().and("clientDataJSON", text).build());
      var outcome = passkeys.register(PARTY, CHALLENGE, response(Json.text(response.build())));
      assertThat(refusal(outcome)).as(odd).isEqualTo(Reason.MALFORMED);
    }
  }

  private static List<String> signed(Response response) {
    return Stream.of("clientDataJSON", "authenticatorData", "signature")
        .map(name -> HexFormat.of().formatHex(response.bytes(name).orElseThrow()))
        .toList();
  }

  @Test
  void whatABrowserIsAskedNamesThePartyAndNoSecret() {
    var made = PARTY.creationOptions(CHALLENGE, "alice", List.of(credential.id()));
    assertThat(made.object("rp").orElseThrow().text("id")).contains("npm.acme.example");
    assertThat(made.toString()).contains("required", "none", credential.id().value());
    var asked = PARTY.requestOptions(ASKED);
    assertThat(asked.text("rpId")).contains("npm.acme.example");
    assertThat(asked.text("userVerification")).contains("required");
  }

  @Test
  void thereAreNoPasskeysForAnAddressWithoutAName() {
    assertThat(RelyingParty.at(URI.create("http://127.0.0.1:4873/"))).isEmpty();
    assertThat(RelyingParty.at(URI.create("http://[::1]:4873/"))).isEmpty();
    assertThat(RelyingParty.at(URI.create("http://localhost:4873/")))
        .contains(new RelyingParty("localhost", "http://localhost:4873"));
  }

  private PublicKeyCredential registered(SoftAuthenticator by) {
    var outcome = passkeys.register(PARTY, CHALLENGE, made(by));
    assertThat(outcome).isInstanceOf(Ceremony.Registered.class);
    return ((Ceremony.Registered) outcome).credential();
  }

  private Ceremony verified(SoftAuthenticator by) {
    return verified(response(by.sign(ASKED.value())));
  }

  private Ceremony verified(Response response) {
    return passkeys.verify(PARTY, ASKED, credential, response);
  }

  private static Response made(SoftAuthenticator by) {
    return response(by.create(CHALLENGE.value()));
  }

  private static Response response(String json) {
    return Response.read(json).orElseThrow();
  }

  private static Reason refusal(Ceremony outcome) {
    assertThat(outcome).isInstanceOf(Ceremony.Refused.class);
    return ((Ceremony.Refused) outcome).reason();
  }

  /** Some characters are others, some are gone. */
  private static String mutant(String text, Random random) {
    var changed = new StringBuilder(text);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(changed.length());
      if (random.nextBoolean()) {
        changed.setCharAt(at, (char) ('A' + random.nextInt(58)));
      } else {
        changed.delete(at, Math.min(changed.length(), at + random.nextInt(8)));
      }
    }
    return changed.toString();
  }

  private static Challenge challenge(String text) {
    return new Challenge(
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8)));
  }
}
