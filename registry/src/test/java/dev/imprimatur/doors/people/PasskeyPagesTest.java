package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.testkit.SoftAuthenticator;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client.Answer;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Passkeys on the pages of an account, by an honest browser and by others. */
@OnPostgres
final class PasskeyPagesTest {
  private static final String ORIGIN = "http://registry.test";
  private static final String PASSWORD = TestRegistry.password();
  private static final Pattern CHALLENGE =
      Pattern.compile("data-options=\"[^\"]*?challenge&#34;:&#34;([A-Za-z0-9_-]+)");
  private static final Pattern RECOVERY_CODE = Pattern.compile("<li>([0-9a-f]{64})</li>");

  private final TestRegistry registry = TestRegistry.start();
  private final SoftAuthenticator authenticator = SoftAuthenticator.at(ORIGIN, "registry.test");
  private Browser browser = new Browser(registry);

  @BeforeEach
  void people() {
    registry.addUser("alice", false);
    registry.addUser("mallory", false);
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aPasskeyIsAddedAndSignsItsOwnerIn() {
    var added = enrol("alice", authenticator);
    assertThat(RECOVERY_CODE.matcher(added.text()).results()).hasSize(5);
    assertThat(kinds()).contains("second-factor-added");
    signOut();

    var signedIn = signIn(authenticator.counter(1));
    assertThat(signedIn.status()).isEqualTo(303);
    assertThat(browser.open("/-/account").text())
        .contains("<h1>alice</h1>")
        .contains("<bdi>Laptop</bdi>")
        .contains("last used");
  }

  @Test
  void whoHasAPasskeyNeedsMoreThanAPassword() {
    var codes = RECOVERY_CODE.matcher(enrol("alice", authenticator).text());
    assertThat(codes.find()).isTrue();
    signOut();

    assertThat(password("alice", Map.of()).status()).isEqualTo(403);
    assertThat(password("alice", Map.of("code", codes.group(1))).status()).isEqualTo(303);
    assertThat(browser.open("/-/account").text()).contains("may only read until");
  }

  /** What is copied, late, or made for another question, page, browser or party gets nobody in. */
  @Test
  @Covers({"S21", "S22", "S23", "S25", "S26"})
  void whatIsNoAnswerToThisQuestionGetsNobodyIn() {
    enrol("alice", authenticator);
    signOut();
    var page = browser.open("/-/login");
    var challenge = challenge(page);
    var good = authenticator.counter(5).sign(challenge);
    for (var bad :
        List.of(
            authenticator.origin("https://registry.test.evil.example").sign(challenge),
            authenticator.origin("https://test").sign(challenge),
            authenticator.rpId("evil.example").sign(challenge),
            authenticator.rpId("test").sign(challenge),
            authenticator.kind("webauthn.create").sign(challenge),
            authenticator.untouched().sign(challenge),
            authenticator.unverified().sign(challenge),
            authenticator.sign("AAAA" + challenge.substring(4)),
            authenticator.sign(challenge, "bWFsbG9yeQ"),
            SoftAuthenticator.at(ORIGIN, "registry.test").sign(challenge),
            "{}",
            "")) {
      var refused = passkey(page, bad);
      assertThat(refused.status()).as(bad).isEqualTo(403);
      assertThat(refused.text()).contains("This passkey was not accepted.");
    }
    var elsewhere = new Browser(registry);
    assertThat(elsewhere.submit("/-/login/passkey", elsewhere.open("/-/login"), response(good)))
        .extracting(Answer::status)
        .isEqualTo(403);
    assertThat(kinds()).contains("second-factor-refused");

    var again = browser.copy();
    assertThat(passkey(page, good).status()).isEqualTo(303);
    assertThat(again.submit("/-/login/passkey", page, response(good)).status()).isEqualTo(403);
  }

  @Test
  @Covers({"S24", "S25"})
  void aCounterThatDoesNotGrowIsACopysAndAChallengeIsGoodForMinutes() {
    enrol("alice", authenticator.counter(7));
    signOut();
    assertThat(signIn(authenticator.counter(7)).status()).isEqualTo(403);
    assertThat(signIn(authenticator.counter(8)).status()).isEqualTo(303);
    signOut();
    var page = browser.open("/-/login");
    registry.clock().advance(Duration.ofMinutes(16));
    var late = authenticator.counter(9).sign(challenge(page));
    assertThat(passkey(page, late).status()).isEqualTo(403);
  }

  @Test
  void whoIsDisabledIsSignedInByNothing() {
    enrol("alice", authenticator);
    signOut();
    registry.disable("alice");
    assertThat(signIn(authenticator).status()).isEqualTo(403);
  }

  /** A session that was left open, or a copied cookie, adds no passkey to an account. */
  @Test
  @Covers("S27")
  void anOldSessionChangesNothingBeforeItsOwnerShowsAgainWhoTheyAre() {
    assertThat(password("alice", Map.of()).status()).isEqualTo(303);
    registry.clock().advance(Duration.ofMinutes(6));
    var stolen = browser.copy();
    var page = stolen.open("/-/account");
    var made = response(authenticator.create(challenge(page)));
    var sent = stolen.submit("/-/account/passkeys", page, made);
    assertThat(sent.header("location")).contains("/-/account/confirm?next=%2F-%2Faccount");
    assertThat(registry.rows("passkey")).isZero();
    assertThat(submit("/-/account/confirm", Map.of("password", "wrong")).status()).isEqualTo(403);
    assertThat(submit("/-/account/confirm", Map.of("password", PASSWORD)).status()).isEqualTo(303);
    assertThat(stolen.open("/-/account").header("location").orElseThrow()).contains("/-/login");

    var after = browser.open("/-/account");
    add(after, authenticator);
    assertThat(registry.rows("passkey")).isEqualTo(1);
  }

  @Test
  void whoHasAPasskeyShowsItAndNoPassword() {
    enrol("alice", authenticator);
    registry.clock().advance(Duration.ofMinutes(6));
    var page = browser.open("/-/account/confirm");
    assertThat(page.text()).doesNotContain("name=\"password\"");
    var typed = Map.of("password", PASSWORD);
    assertThat(browser.submit("/-/account/confirm", page, typed).status()).isEqualTo(403);
    // A passkey of somebody else's is theirs.
    var other = new Browser(registry);
    var others = SoftAuthenticator.at(ORIGIN, "registry.test");
    enrol(other, "mallory", others);
    var foreign = response(others.sign(challenge(page)));
    assertThat(browser.submit("/-/account/confirm", page, foreign).status()).isEqualTo(403);
    // That spent the challenge.
    confirm(authenticator);
  }

  @Test
  void aPasskeyIsRenamedAndRemovedByItsOwnerAlone() {
    enrol("alice", authenticator);
    var other = new Browser(registry);
    enrol(other, "mallory", SoftAuthenticator.at(ORIGIN, "registry.test"));
    var mine = Map.of("id", authenticator.id(), "label", "Theirs");
    var account = other.open("/-/account");
    assertThat(other.submit("/-/account/passkeys/rename", account, mine).status()).isEqualTo(403);
    assertThat(other.submit("/-/account/passkeys/remove", account, mine).status()).isEqualTo(403);
    var renamed =
        submit("/-/account/passkeys/rename", Map.of("id", authenticator.id(), "label", "Phone"));
    assertThat(renamed.text()).contains("<bdi>Phone</bdi>");
    var removed = submit("/-/account/passkeys/remove", Map.of("id", authenticator.id()));
    assertThat(removed.text()).contains("The passkey is removed.");
    assertThat(registry.rows("recovery_code")).isEqualTo(5);
    signOut();
    assertThat(signIn(authenticator).status()).isEqualTo(403);
  }

  @Test
  void aChallengeOfNpmsIsApprovedByThePasskeyOfWhoIsAsked() {
    enrol("alice", authenticator);
    var other = new Browser(registry);
    var others = SoftAuthenticator.at(ORIGIN, "registry.test");
    enrol(other, "mallory", others);
    var alice = registry.with(registry.session("alice")).with("npm-auth-type", "web");
    var first = TestPackage.of("rocket", "1.0.0").document();
    var asked = alice.with("npm-command", "publish").put("/rocket", first);
    assertThat(asked.status()).isEqualTo(401);
    var page = path(asked, "authUrl");
    var done = path(asked, "doneUrl");

    var foreign = response(others.sign(challenge(other.open(page))));
    assertThat(other.open(page).text()).contains("In this browser you are mallory");
    var refused = other.submit(page, other.open(page), foreign);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("It is alice who is asked");
    assertThat(kinds()).endsWith("second-factor-refused");
    // What was signed to sign in approves nothing.
    var stranger = new Browser(registry);
    var toSignIn = response(authenticator.counter(1).sign(challenge(stranger.open("/-/login"))));
    assertThat(stranger.submit(page, stranger.open(page), toSignIn).status()).isEqualTo(403);
    assertThat(registry.anyone().get(done).status()).isEqualTo(202);

    var opened = stranger.open(page);
    var own = response(authenticator.counter(2).sign(challenge(opened)));
    assertThat(stranger.submit(page, opened, own).text()).contains("Approved");
    var code = registry.anyone().get(done).json().text("token").orElseThrow();
    assertThat(alice.with("npm-otp", code).put("/rocket", first).status()).isEqualTo(201);
  }

  @Test
  void npmSignsInByAPasskey() {
    enrol("alice", authenticator);
    var begun = registry.anyone().with("npm-command", "login").post("/-/v1/login", "{}");
    var page = path(begun, "loginUrl");
    var stranger = new Browser(registry);
    var opened = stranger.open(page);
    var own = response(authenticator.sign(challenge(opened)));
    assertThat(stranger.submit(page, opened, own).text()).contains("You are signed in");
    assertThat(registry.anyone().get(path(begun, "doneUrl")).status()).isEqualTo(200);
  }

  @Test
  void anAppIsSetUpByItsPictureAndRemoved() {
    assertThat(password("alice", Map.of()).status()).isEqualTo(303);
    var begun = submit("/-/account/app", Map.of());
    assertThat(begun.text()).contains("<svg class=\"qr\"").contains("takes this key");
    var wrong = browser.submit("/-/account/app/confirm", begun, Map.of("code", "000000"));
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.text()).contains("not the code that your app should show");
  }

  @Test
  void anotherPasswordEndsTheOtherSessionsOfBrowsersToo() {
    assertThat(password("alice", Map.of()).status()).isEqualTo(303);
    var elsewhere = browser;
    browser = new Browser(registry);
    assertThat(password("alice", Map.of()).status()).isEqualTo(303);
    var npm = registry.session("alice");
    var chosen = Map.of("old", PASSWORD, "password", "another long password");
    assertThat(submit("/-/account/password", chosen).text()).contains("You have another password");
    assertThat(browser.open("/-/account").status()).isEqualTo(200);
    assertThat(elsewhere.open("/-/account").status()).isEqualTo(303);
    assertThat(registry.with(npm).get("/-/whoami").status()).isEqualTo(401);
  }

  @Test
  void aSessionIsEndedByItsOwnerAlone() {
    assertThat(password("alice", Map.of()).status()).isEqualTo(303);
    var account = browser.open("/-/account").text();
    var id = account.replaceAll("(?s).*sessions/end.*?name=\"id\" value=\"([^\"]+)\".*", "$1");
    var other = new Browser(registry);
    other.submit(
        "/-/login", other.open("/-/login"), Map.of("name", "mallory", "password", PASSWORD));
    var ended = other.submit("/-/account/sessions/end", other.open("/-/account"), Map.of("id", id));
    assertThat(ended.status()).isEqualTo(404);
    var copy = browser.copy();
    assertThat(submit("/-/account/sessions/end", Map.of("id", id)).status()).isEqualTo(303);
    assertThat(copy.open("/-/account").status()).isEqualTo(303);
  }

  private Answer enrol(String name, SoftAuthenticator by) {
    return enrol(browser, name, by);
  }

  private Answer enrol(Browser own, String name, SoftAuthenticator by) {
    var typed = Map.of("name", name, "password", PASSWORD);
    assertThat(own.submit("/-/login", own.open("/-/login"), typed).status()).isEqualTo(303);
    var page = own.open("/-/account");
    var fields = Map.of("label", "Laptop", "response", by.create(challenge(page)));
    var added = own.submit("/-/account/passkeys", page, fields);
    assertThat(added.status()).as(added.text()).isEqualTo(200);
    return added;
  }

  private void add(Answer page, SoftAuthenticator by) {
    var added = browser.submit("/-/account/passkeys", page, response(by.create(challenge(page))));
    assertThat(added.status()).as(added.text()).isEqualTo(200);
  }

  private void confirm(SoftAuthenticator by) {
    var page = browser.open("/-/account/confirm");
    var own = response(by.sign(challenge(page)));
    assertThat(browser.submit("/-/account/confirm", page, own).status()).isEqualTo(303);
  }

  private Answer password(String name, Map<String, String> more) {
    var typed = new java.util.HashMap<>(more);
    typed.putAll(Map.of("name", name, "password", PASSWORD));
    return submit("/-/login", typed);
  }

  private Answer signIn(SoftAuthenticator by) {
    var page = browser.open("/-/login");
    return passkey(page, by.sign(challenge(page)));
  }

  private Answer passkey(Answer page, String response) {
    return browser.submit("/-/login/passkey", page, response(response));
  }

  private void signOut() {
    var account = browser.open("/-/account");
    assertThat(browser.submit("/-/logout", account, Map.of()).status()).isEqualTo(303);
  }

  /** Opens the page that a form stands on, and sends it. */
  private Answer submit(String path, Map<String, String> typed) {
    var page = path.matches("/-/login|.*/confirm") ? path : "/-/account";
    return browser.submit(path, browser.open(page), typed);
  }

  private static Map<String, String> response(String json) {
    return Map.of("response", json);
  }

  private static String challenge(Answer page) {
    var found = CHALLENGE.matcher(page.text());
    assertThat(found.find()).as(page.text()).isTrue();
    return found.group(1);
  }

  private static String path(Answer answer, String name) {
    return URI.create(answer.json().text(name).orElseThrow()).getRawPath();
  }

  private List<String> kinds() {
    return registry.events().stream().map(entry -> entry.kind().wire()).toList();
  }
}
