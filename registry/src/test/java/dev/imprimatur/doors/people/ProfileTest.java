package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.Sentences;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.json.JsonText;
import dev.imprimatur.testkit.AuthenticatorApp;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code npm profile}, and signing in with a password and a one-time password. */
@OnPostgres
final class ProfileTest {
  @RegisterExtension static final Sentences SENTENCES = Approved.sentences();

  private static final String PROFILE = "/-/npm/v1/user";
  private static final String CHOSEN = "another long pass phrase";

  private final TestRegistry registry = TestRegistry.with().secondFactorRequired().start();
  private Client alice;

  @BeforeEach
  void open() {
    registry.addUser("alice", false);
    alice = registry.with(registry.session("alice"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static String quoted(String text) {
    return text.replace('\'', '"');
  }

  private Client.Answer signIn(Client client, String password) {
    return client.put(
        "/-/user/org.couchdb.user:alice",
        quoted("{'name':'alice','password':'%s','type':'user'}".formatted(password)));
  }

  private static String tfa(String mode) {
    return quoted("{'tfa':{'mode':'%s','password':'%s'}}".formatted(mode, TestRegistry.password()));
  }

  /** Enrols an app as npm does, by the key that it prints. */
  private AuthenticatorApp enable(Client client, String mode) {
    var begun = client.post(PROFILE, tfa(mode));
    assertThat(begun.status()).as(begun.text()).isEqualTo(200);
    var uri = begun.json().text("tfa").orElseThrow();
    assertThat(uri).startsWith("otpauth://totp/registry.test:alice?secret=");
    return new AuthenticatorApp(uri.replaceAll(".*[?&]secret=([A-Z2-7]+).*", "$1"));
  }

  private List<String> confirm(Client client, AuthenticatorApp app) {
    var answer = client.post(PROFILE, quoted("{'tfa':['%s']}".formatted(code(app))));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().array("tfa").map(JsonArray::items).orElseThrow().stream()
        .map(each -> ((JsonText) each).value())
        .toList();
  }

  private String code(AuthenticatorApp app) {
    return app.code(registry.clock().instant());
  }

  private void nextCode() {
    registry.clock().advance(Duration.ofSeconds(30));
  }

  @Test
  void somebodySeesAndTellsOfThemself() {
    Approved.check("profile", alice.get(PROFILE).text());
    var told =
        alice.post(
            PROFILE,
            quoted(
                "{'email':'alice@acme.example','fullname':'Alice A.','homepage':null,"
                    + "'github':'alice'}"));
    assertThat(told.status()).isEqualTo(200);
    assertThat(told.json().text("fullname")).hasValue("Alice A.");
    assertThat(alice.get(PROFILE).json().text("github")).hasValue("alice");
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.PROFILE_CHANGED);
    var odd = alice.post(PROFILE, quoted("{'homepage':'javascript:alert(1)'}"));
    SENTENCES.refused(odd, "invalid-user");
    assertThat(alice.post(PROFILE, quoted("{'email':'nowhere'}")).status()).isEqualTo(400);
    assertThat(registry.anyone().get(PROFILE).status()).isEqualTo(401);
    var token = registry.with(registry.token("alice", true));
    assertThat(token.post(PROFILE, quoted("{'fullname':'Mallory'}")).status()).isEqualTo(403);
  }

  @Test
  void anotherMailAddressIsNotVerified() {
    var told = alice.post(PROFILE, quoted("{'email':'alice@other.example'}"));
    assertThat(told.json().text("email")).hasValue("alice@other.example");
    assertThat(told.json().truth("email_verified")).isFalse();
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.EMAIL_CHANGED);
    assertThat(registry.events().getLast().factsText()).doesNotContain("@");
  }

  @Test
  void anotherPasswordEndsAllOtherSessions() {
    var other = registry.with(registry.session("alice"));
    var body = "{'password':{'old':'%s','new':'%s'}}";
    var wrong = alice.post(PROFILE, quoted(body.formatted("not this one", CHOSEN)));
    assertThat(wrong.problem()).isEqualTo("sign-in-refused");
    var changed = alice.post(PROFILE, quoted(body.formatted(TestRegistry.password(), CHOSEN)));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    assertThat(other.get("/-/whoami").status()).isEqualTo(401);
    assertThat(alice.get("/-/whoami").status()).isEqualTo(200);
    assertThat(signIn(registry.anyone(), TestRegistry.password()).status()).isEqualTo(401);
    assertThat(signIn(registry.anyone(), CHOSEN).status()).isEqualTo(201);
    assertThat(registry.logged()).noneMatch(line -> line.contains(CHOSEN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "aaaaaaaaaaaaaaa",
        "Password2026!",
        "p4$$w0rd-123",
        "qwertyqwerty",
        "alice-registry",
        "iloveyou1234"
      })
  void aPasswordThatIsTriedFirstIsRefused(String chosen) {
    var body = "{'password':{'old':'%s','new':'%s'}}".formatted(TestRegistry.password(), chosen);
    var refused = alice.post(PROFILE, quoted(body));
    assertThat(refused.problem()).isEqualTo("invalid-password");
    assertThat(refused.text()).doesNotContain(chosen);
  }

  @Test
  void anAppIsEnrolledAsNpmDoesIt() {
    var app = enable(alice, "auth-and-writes");
    assertThat(alice.get(PROFILE).json().object("tfa").orElseThrow().truth("pending")).isTrue();
    SENTENCES.refused(
        "the first code", alice.post(PROFILE, quoted("{'tfa':['000000']}")), "code-refused");
    var codes = confirm(alice, app);
    assertThat(codes).hasSize(5).allMatch(code -> code.matches("[0-9a-f]{64}"));
    var tfa = alice.get(PROFILE).json().object("tfa").orElseThrow();
    assertThat(tfa.text("mode")).hasValue("auth-and-writes");
    assertThat(tfa.truth("pending")).isFalse();
    assertThat(registry.logged()).noneMatch(line -> line.contains(codes.getFirst()));
    assertThat(registry.inside().texts("recovery_code", "sha256"))
        .doesNotContainAnyElementsOf(codes);
  }

  @Test
  void whoHasASecondFactorShowsItToChangeTheirAccount() {
    var app = enable(alice, "auth-only");
    confirm(alice, app);
    assertThat(alice.post(PROFILE, tfa("auth-and-writes")).problem())
        .isEqualTo("one-time-password-required");
    assertThat(alice.post(PROFILE, quoted("{'fullname':'A'}")).status()).isEqualTo(401);
    nextCode();
    var shown = alice.with("npm-otp", code(app));
    assertThat(shown.post(PROFILE, tfa("auth-and-writes")).json().object("tfa")).isPresent();
    var disabled = shown.post(PROFILE, tfa("disable"));
    assertThat(disabled.status()).as(disabled.text()).isEqualTo(200);
    assertThat(disabled.text()).contains("\"tfa\":null");
    assertThat(registry.rows("recovery_code")).isZero();
    assertThat(signIn(registry.anyone(), TestRegistry.password()).status()).isEqualTo(201);
  }

  @Test
  void aThiefOfASessionGetsNoFurther() {
    confirm(alice, enable(alice, "auth-only"));
    var thief = alice;
    assertThat(thief.post(PROFILE, tfa("disable")).status()).isEqualTo(401);
    assertThat(thief.post(PROFILE, quoted("{'tfa':['123456']}")).status()).isEqualTo(401);
    assertThat(thief.post(PROFILE, quoted("{'email':'mallory@evil.example'}")).status())
        .isEqualTo(401);
  }

  @Test
  void signingInAsksForTheOneTimePassword() {
    var app = enable(alice, "auth-only");
    confirm(alice, app);
    nextCode();
    var asked = signIn(registry.anyone(), TestRegistry.password());
    assertThat(asked.status()).isEqualTo(401);
    // pnpm looks for exactly this.
    assertThat(asked.header("www-authenticate")).hasValue("otp");
    assertThat(asked.text()).contains("one-time pass");
    var code = code(app);
    var in = signIn(registry.anyone().with("npm-otp", code), TestRegistry.password());
    assertThat(in.status()).isEqualTo(201);
    var again = signIn(registry.anyone().with("npm-otp", code), TestRegistry.password());
    assertThat(again.problem()).isEqualTo("one-time-password-required");
    assertThat(registry.events().getLast().kind()).isEqualTo(EventKind.SECOND_FACTOR_REFUSED);
    // Who has not the password learns nothing of a second factor.
    assertThat(signIn(registry.anyone(), "wrong").problem()).isEqualTo("sign-in-refused");
  }

  @Test
  @Covers("S31")
  void aRecoveryCodeLetsSomebodyInOnceAndToReadAlone() {
    var app = enable(alice, "auth-only");
    var first = TestPackage.of("rocket", "1.0.0");
    assertThat(alice.put(first.path(), first.document()).status()).isEqualTo(201);
    var codes = confirm(alice, app);
    var in = signIn(registry.anyone().with("npm-otp", codes.getFirst()), TestRegistry.password());
    assertThat(in.status()).isEqualTo(201);
    assertThat(registry.events()).anyMatch(event -> event.kind() == EventKind.RECOVERY_CODE_USED);
    var again =
        signIn(registry.anyone().with("npm-otp", codes.getFirst()), TestRegistry.password());
    assertThat(again.status()).isEqualTo(401);

    var recovered = registry.with(in.json().text("token").orElseThrow());
    var next = TestPackage.of("rocket", "1.1.0");
    SENTENCES.refused(
        "a publish", recovered.put(next.path(), next.document()), "read-only-account");
    var email = quoted("{'email':'mallory@evil.example'}");
    nextCode();
    var shown = recovered.with("npm-otp", code(app));
    SENTENCES.refused("another mail address", shown.post(PROFILE, email), "read-only-account");
    // Another app can be enrolled in place of the lost one.
    var replaced = recovered.with("npm-otp", codes.get(1)).post(PROFILE, tfa("disable"));
    assertThat(replaced.status()).as(replaced.text()).isEqualTo(200);
    confirm(recovered, enable(recovered, "auth-only"));
    registry.clock().advance(Duration.ofDays(3));
    assertThat(signIn(registry.anyone(), TestRegistry.password()).status()).isEqualTo(401);
  }

  @Test
  void sessionsAreListedAndEndedOneByOne() {
    var other = registry.session("alice");
    registry.addUser("bob", false);
    var bobs = registry.session("bob");
    registry.token("alice", true);
    var list = alice.get("/-/api/v1/sessions").json().array("sessions").orElseThrow().items();
    assertThat(list).hasSize(2);
    assertThat(list.toString()).doesNotContain(other);
    var ofOther =
        list.stream()
            .map(JsonObject.class::cast)
            .filter(session -> !session.truth("current"))
            .map(session -> "/-/api/v1/sessions/" + session.text("id").orElseThrow())
            .findFirst()
            .orElseThrow();
    SENTENCES.refused(registry.with(bobs).delete(ofOther), "session-not-found");
    assertThat(alice.delete(ofOther).status()).isEqualTo(204);
    assertThat(registry.with(other).get("/-/whoami").status()).isEqualTo(401);
    assertThat(alice.get("/-/whoami").status()).isEqualTo(200);
    assertThat(alice.delete(ofOther).status()).isEqualTo(404);
  }
}
