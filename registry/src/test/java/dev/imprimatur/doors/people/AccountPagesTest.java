package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.OnPostgres;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The pages that npm and mails send people to, without a script. */
@OnPostgres
final class AccountPagesTest {
  private static final String PASSWORD = TestRegistry.password();
  private static final Map<String, String> APPROVED = Map.of("decision", "yes");

  private final TestRegistry registry = TestRegistry.start();

  @AfterEach
  void close() {
    registry.close();
  }

  /** A client that has begun a sign-in: the page for its user, and where it asks. */
  private record Waiting(String page, String done) {}

  private Waiting signIn() {
    var begun = registry.anyone().with("npm-command", "login").post("/-/v1/login", "{}").json();
    return new Waiting(
        path(begun.text("loginUrl").orElseThrow()), path(begun.text("doneUrl").orElseThrow()));
  }

  private static String path(String address) {
    return URI.create(address).getRawPath();
  }

  private Client.Answer submit(Browser browser, String page, Map<String, String> typed) {
    return browser.submit(page, browser.open(page), typed);
  }

  @Test
  void whoSignsInOnATerminalIsAskedInTheBrowser() {
    registry.addUser("alice", false);
    var waiting = signIn();
    assertThat(registry.anyone().get(waiting.done()).status()).isEqualTo(202);
    var browser = new Browser(registry);
    assertThat(browser.open(waiting.page()).text())
        .contains("npm login at ")
        .contains("Go on only if you have just begun this yourself.");
    var wrong =
        submit(browser, waiting.page(), Map.of("name", "alice", "password", "not this one"));
    assertThat(wrong.status()).isEqualTo(403);
    assertThat(wrong.text()).contains("role=\"alert\"").doesNotContain("not this one");
    assertThat(registry.anyone().get(waiting.done()).status()).isEqualTo(202);
    var done = submit(browser, waiting.page(), Map.of("name", "alice", "password", PASSWORD));
    assertThat(done.text()).contains("You are signed in");
    var token = registry.anyone().get(waiting.done()).json().text("token").orElseThrow();
    assertThat(whoami(token)).contains("\"alice\"");
    assertThat(registry.anyone().get(waiting.done()).status()).isEqualTo(404);
  }

  private String whoami(String token) {
    return registry.anyone().with("authorization", "Bearer " + token).get("/-/whoami").text();
  }

  @Test
  void whoHasSignedInWithTheBrowserHasOneButton() {
    registry.addUser("alice", false);
    var browser = new Browser(registry);
    submit(browser, "/-/login", Map.of("name", "alice", "password", PASSWORD));
    var waiting = signIn();
    var page = browser.open(waiting.page());
    assertThat(page.text()).contains("signed in here as alice").doesNotContain("type=\"password\"");
    assertThat(browser.submit(waiting.page(), page, APPROVED).text()).contains("You are signed in");
    assertThat(registry.anyone().get(waiting.done()).status()).isEqualTo(200);
    registry.clock().advance(java.time.Duration.ofMinutes(6));
    assertThat(browser.open(signIn().page()).text()).contains("type=\"password\"");
  }

  @Test
  void aSecondFactorIsShownOnThePageAndCountsForWhatItWasAskedFor() {
    registry.addUser("alice", false);
    var alice = registry.with(registry.session("alice")).with("npm-auth-type", "web");
    assertThat(alice.put("/rocket", TestPackage.of("rocket", "1.0.0").document()).status())
        .isEqualTo(201);
    var factor = registry.enrol("alice");
    var next = TestPackage.of("rocket", "1.1.0").document();
    var asked = alice.with("npm-command", "publish").put("/rocket", next);
    assertThat(asked.status()).isEqualTo(401);
    var page = path(asked.json().text("authUrl").orElseThrow());
    var done = path(asked.json().text("doneUrl").orElseThrow());
    var browser = new Browser(registry);
    assertThat(browser.open(page).text()).contains("npm publish at ").contains("rocket, as alice");
    assertThat(submit(browser, page, Map.of("password", PASSWORD)).status()).isEqualTo(403);
    registry.addUser("mallory", false);
    assertThat(submit(browser, page, Map.of("name", "mallory", "password", PASSWORD)).status())
        .isEqualTo(403);
    assertThat(registry.anyone().get(done).status()).isEqualTo(202);
    var approved = submit(browser, page, Map.of("password", PASSWORD, "code", factor.code()));
    assertThat(approved.text()).contains("Go back to your terminal");
    var opened = browser.open(page);
    assertThat(opened.text()).contains("Show me a code").doesNotContain("Is this you?");
    var answer = registry.anyone().get(done).json().text("token").orElseThrow();
    assertThat(alice.with("npm-otp", answer).put("/rocket", next).status()).isEqualTo(201);
    assertThat(browser.open(page).text()).contains("Approved already");
    assertThat(browser.submit(page, opened, APPROVED).text()).contains("Approved already");
  }

  /** yarn asks nobody but its user: the page shows what they type. */
  @Test
  void anApprovedQuestionShowsItsCodeOnce() {
    registry.addUser("alice", false);
    var alice = registry.with(registry.session("alice")).with("npm-auth-type", "web");
    var factor = registry.enrol("alice");
    var first = TestPackage.of("rocket", "1.0.0").document();
    var page = path(alice.put("/rocket", first).json().text("authUrl").orElseThrow());
    var browser = new Browser(registry);
    var own = Map.of("password", PASSWORD, "code", factor.code(), "decision", "yes");
    assertThat(submit(browser, page, Map.of("decision", "code")).text()).contains("no code");
    var approved = submit(browser, page, own);
    assertThat(approved.text()).contains("name=\"decision\" value=\"code\"");
    var wanted = Map.of("decision", "code");
    var shown = browser.submit(page, approved, wanted).text();
    var code = shown.replaceAll("(?s).*?\\b([0-9]{16})\\b.*", "$1");
    assertThat(browser.submit(page, approved, wanted).text()).contains("There is no code");
    assertThat(alice.with("npm-otp", code).put("/rocket", first).status()).isEqualTo(201);
  }

  @Test
  @Covers("S12")
  void whoDidNotAskSaysNo() {
    var waiting = signIn();
    var refused = submit(new Browser(registry), waiting.page(), Map.of("decision", "no"));
    assertThat(refused.text()).contains("Nothing was approved");
    assertThat(registry.anyone().get(waiting.done()).status()).isEqualTo(404);
  }

  @Test
  @Covers("S11")
  void noOtherPageAndNoOtherBrowserSendsAForm() {
    registry.addUser("alice", false);
    var waiting = signIn();
    var page = new Browser(registry).open(waiting.page());
    var other = new Browser(registry);
    other.open("/-/login");
    var typed = Map.of("name", "alice", "password", PASSWORD);
    assertThat(other.submit(waiting.page(), page, typed).status()).isEqualTo(403);
    var crossSite =
        registry
            .anyone()
            .with("content-type", "application/x-www-form-urlencoded")
            .with("origin", "https://evil.example")
            .with("sec-fetch-site", "cross-site")
            .post(waiting.page(), "name=alice&password=" + PASSWORD);
    assertThat(crossSite.status()).isEqualTo(403);
    assertThat(registry.anyone().get(waiting.done()).status()).isEqualTo(202);
  }

  @Test
  void theFirstAdministratorAndWhoeverTheyInviteMakeTheirAccounts() {
    var setUp = "/-/link/" + registry.links().setUp().orElseThrow();
    var browser = new Browser(registry);
    assertThat(browser.open(setUp).text()).contains("Set up this registry");
    var weak = Map.of("name", "root", "email", "root@acme.example", "password", "short");
    assertThat(submit(browser, setUp, weak).status()).isEqualTo(403);
    var typed = Map.of("name", "root", "email", "root@acme.example", "password", PASSWORD);
    assertThat(submit(browser, setUp, typed).text()).contains("The account root is yours");
    assertThat(browser.open(setUp).status()).isEqualTo(404);
    var signedIn = submit(browser, "/-/login", Map.of("name", "root", "password", PASSWORD));
    assertThat(signedIn.status()).isEqualTo(303);
    var invited = "/-/link/" + registry.links().inviteBy(registry.session("root"));
    var bob = Map.of("name", "bob", "email", "bob@acme.example", "password", PASSWORD);
    assertThat(submit(new Browser(registry), invited, bob).text()).contains("bob is yours");
    assertThat(
            submit(
                    new Browser(registry),
                    signIn().page(),
                    Map.of("name", "bob", "password", PASSWORD))
                .text())
        .contains("You are signed in");
  }

  /** Programs that look into mails open every link. */
  @Test
  @Covers("S45")
  void openingALinkDoesNothing() {
    var setUp = "/-/link/" + registry.links().setUp().orElseThrow();
    for (int i = 0; i < 3; i++) {
      assertThat(new Browser(registry).open(setUp).status()).isEqualTo(200);
    }
    assertThat(registry.logged()).noneMatch(line -> line.contains(setUp.substring(8)));
  }
}
