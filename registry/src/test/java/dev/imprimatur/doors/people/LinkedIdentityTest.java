package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.Registration;
import dev.imprimatur.doors.support.PretendedProvider;
import dev.imprimatur.sso.GroupPolicy;
import dev.imprimatur.sso.GroupPolicy.Mapping;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.sso.TrustedProvider;
import dev.imprimatur.testkit.FakeIdentityProvider;
import dev.imprimatur.testkit.FakeIdentityProvider.Person;
import dev.imprimatur.testkit.SigningKey;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestClock;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Accounts of a provider that people link with theirs and unlink, and whoever tries to for them.
 */
@OnPostgres
final class LinkedIdentityTest {
  private static final SigningKey KEY = SigningKey.rsa().withId("people-1");
  private static final String LINK = "/-/sso/acme/link";
  private static final String UNLINK = "/-/account/identities/unlink";
  private static final Person ADA = Person.of("ada").with("email", "ada@acme.example");
  private static final Map<String, String> NOTHING = Map.of();

  private final FakeIdentityProvider provider = FakeIdentityProvider.start(new TestClock(), KEY);
  private TestRegistry registry = start(true);

  private TestRegistry start(boolean passwords) {
    var groups =
        new GroupPolicy(
            Optional.of("groups"),
            Optional.of("/admins"),
            List.of(new Mapping("/engineering", "acme", Role.MEMBER, Optional.empty())));
    var acme = new TrustedProvider(PretendedProvider.acme(provider), groups, Set.of(), Map.of());
    var started =
        TestRegistry.with()
            .signOn(new SignOnPolicy(List.of(acme), passwords), Registration.SSO)
            .start();
    started.addUser("alice", false);
    started.addUser("bob", false);
    started.terminal().run("org", "add", "acme", "--owner", "bob");
    provider.atTheBrowser(ADA);
    return started;
  }

  @AfterEach
  void close() {
    registry.close();
    provider.close();
  }

  private Browser signedIn(String user) {
    var browser = new Browser(registry);
    var typed = Map.of("name", user, "password", TestRegistry.password());
    assertThat(submit(browser, "/-/login", "/-/login", typed).status()).isEqualTo(303);
    return browser;
  }

  private static Client.Answer submit(
      Browser browser, String page, String to, Map<String, String> typed) {
    return browser.submit(to, browser.open(page), typed);
  }

  /** Begins to link, goes to the provider, and returns the path at which it sends one back. */
  private String begun(Browser browser) {
    var page = submit(browser, "/-/account", LINK, NOTHING);
    assertThat(page.status()).as(page.text()).isEqualTo(200);
    return browser.there(provider, page);
  }

  private Browser linked(String user) {
    var browser = signedIn(user);
    assertThat(browser.open(begun(browser)).header("location")).contains("/-/account");
    return browser;
  }

  private Client.Answer unlink(Browser browser) {
    return submit(browser, "/-/account", UNLINK, Map.of("issuer", provider.issuer()));
  }

  private Browser byProvider() {
    var browser = new Browser(registry);
    assertThat(browser.open(provider, "/-/sso/acme").status()).isEqualTo(303);
    return browser;
  }

  private List<String> kinds() {
    return registry.events().stream().map(event -> event.kind().wire()).toList();
  }

  @Test
  void whoLinksAnAccountSignsInWithIt() {
    var browser = linked("alice");
    assertThat(browser.open("/-/account").text()).contains("<strong>Acme</strong>, <bdi>ada</bdi>");
    assertThat(byProvider().open("/-/account").text()).contains("<h1>alice</h1>");
    assertThat(kinds()).contains("identity-linked");
    assertThat(registry.rows("account")).isEqualTo(2);
  }

  @Test
  void whoSignedInAWhileAgoShowsFirstThatItIsStillThem() {
    var browser = signedIn("alice");
    registry.clock().advance(Duration.ofMinutes(5));
    assertThat(submit(browser, "/-/account", LINK, NOTHING).header("location").orElseThrow())
        .startsWith("/-/account/confirm");
    assertThat(registry.rows("linked_identity")).isZero();
  }

  @Test
  void whoHasASecondFactorShowsIt() {
    var factor = registry.enrol("alice");
    var browser = new Browser(registry);
    var typed = Map.of("name", "alice", "password", TestRegistry.password(), "code", factor.code());
    assertThat(submit(browser, "/-/login", "/-/login", typed).status()).isEqualTo(303);
    assertThat(browser.open(begun(browser)).header("location")).contains("/-/account");
    // A session alone, such as a cookie that was copied, is not enough, however fresh it is.
    registry.sql("DELETE FROM second_factor_proof");
    assertThat(unlink(browser).header("location").orElseThrow()).startsWith("/-/account/confirm");
    assertThat(registry.rows("linked_identity")).isEqualTo(1);
  }

  @Test
  void anAnswerThatComesTooLateLinksNothing() {
    var browser = signedIn("alice");
    var back = begun(browser);
    registry.clock().advance(Duration.ofMinutes(5));
    assertThat(browser.open(back).status()).isEqualTo(403);
    assertThat(registry.rows("linked_identity")).isZero();
  }

  @Test
  void anAnswerToWhoeverIsSignedInByNowLinksNothing() {
    var browser = signedIn("alice");
    var back = begun(browser);
    submit(browser, "/-/account", "/-/logout", NOTHING);
    assertThat(browser.copy().open(back).status()).isEqualTo(403);
    var typed = Map.of("name", "bob", "password", TestRegistry.password());
    submit(browser, "/-/login", "/-/login", typed);
    assertThat(browser.open(back).status()).isEqualTo(403);
    assertThat(registry.rows("linked_identity")).isZero();
  }

  @Test
  void aLinkThatSomebodyIsSentToLinksNothing() {
    var browser = signedIn("alice");
    assertThat(browser.open(LINK).status()).isEqualTo(404);
    browser.open(provider, "/-/sso/acme?link=1");
    assertThat(registry.inside().texts("linked_identity", "account")).containsExactly("ada");
  }

  @Test
  void anAccountThatIsAnothersIsNotLinked() {
    linked("alice");
    var browser = signedIn("bob");
    var answer = browser.open(begun(browser));
    assertThat(answer.status()).isEqualTo(409);
    assertThat(registry.inside().texts("linked_identity", "account")).containsExactly("alice");
  }

  @Test
  void unlinkingEndsWhatWasBegunAndTakesWhatGroupsGave() {
    var own = linked("alice");
    provider.atTheBrowser(ADA.in("/engineering", "/admins"));
    var other = byProvider();
    var npm = registry.session("alice");
    assertThat(registry.inside().texts("organization_member", "account")).contains("alice");
    assertThat(unlink(own).header("location")).contains("/-/account");
    assertThat(own.open("/-/account").status()).isEqualTo(200);
    assertThat(other.open("/-/account").status()).isEqualTo(303);
    assertThat(registry.with(npm).get("/-/whoami").status()).isEqualTo(401);
    assertThat(registry.inside().texts("organization_member", "account")).doesNotContain("alice");
    assertThat(registry.terminal().run("user", "list").out()).doesNotContain("admin");
    assertThat(registry.rows("given_right")).isZero();
    assertThat(kinds()).contains("identity-unlinked");
    // The account there is somebody of their own now.
    assertThat(byProvider().open("/-/account").text()).contains("<h1>ada</h1>");
  }

  /** As a crash leaves it, between the link's end and that of what it gave. */
  @Test
  void whatAnUnlinkedAccountGaveIsTakenLater() {
    linked("alice");
    provider.atTheBrowser(ADA.in("/engineering"));
    byProvider();
    registry.sql("DELETE FROM linked_identity");
    registry.keepHouse();
    assertThat(registry.inside().texts("organization_member", "account")).doesNotContain("alice");
    assertThat(registry.rows("given_right")).isZero();
  }

  @Test
  void theLastWayInStays() {
    var browser = byProvider();
    var answer = unlink(browser);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text()).contains("This is the last way into your account");
    assertThat(registry.rows("linked_identity")).isEqualTo(1);
    assertThat(browser.open("/-/account").status()).isEqualTo(200);
  }

  @Test
  void aPasswordIsNoWayInWhereItIsSwitchedOff() {
    registry.close();
    registry = start(false);
    registry
        .terminal()
        .runReading("violet umbrellas at dawn\n", "user", "recover", "alice", "--password-stdin");
    var browser = new Browser(registry);
    var typed = Map.of("name", "alice", "password", "violet umbrellas at dawn");
    assertThat(submit(browser, "/-/login", "/-/login", typed).status()).isEqualTo(303);
    assertThat(browser.open("/-/account").text()).contains("Here it signs nobody in");
    assertThat(browser.open(begun(browser)).status()).isEqualTo(303);
    assertThat(unlink(browser).status()).isEqualTo(409);
  }

  @Test
  void whoHasNoPasswordChoosesOneAndSignsInWithIt() {
    var browser = byProvider();
    var page = browser.open("/-/account/password");
    assertThat(page.text()).contains("Choose a password").doesNotContain("Present password");
    var chosen = Map.of("password", "violet umbrellas at dawn");
    assertThat(browser.submit("/-/account/password", page, chosen).status()).isEqualTo(200);
    assertThat(kinds()).contains("password-changed");
    var typed = Map.of("name", "ada", "password", "violet umbrellas at dawn");
    assertThat(submit(new Browser(registry), "/-/login", "/-/login", typed).status())
        .isEqualTo(303);
    // Another one is chosen by who knows this one; and now the account of the provider may go.
    assertThat(browser.submit("/-/account/password", page, chosen).status()).isEqualTo(403);
    assertThat(unlink(browser).header("location")).contains("/-/account");
  }

  @Test
  void whoSignedInAWhileAgoChoosesNoFirstPassword() {
    var browser = byProvider();
    registry.clock().advance(Duration.ofMinutes(5));
    var chosen = Map.of("password", "violet umbrellas at dawn");
    assertThat(
            submit(browser, "/-/account/password", "/-/account/password", chosen)
                .header("location")
                .orElseThrow())
        .startsWith("/-/account/confirm");
    assertThat(kinds()).doesNotContain("password-changed");
  }

  @Test
  void nobodyChoosesAFirstPasswordWhereTheyAreSwitchedOff() {
    registry.close();
    registry = start(false);
    var browser = byProvider();
    assertThat(browser.open("/-/account").text()).doesNotContain("Choose a password");
    var chosen = Map.of("password", "violet umbrellas at dawn");
    var refused = submit(browser, "/-/account/password", "/-/account/password", chosen);
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.text()).contains("Nobody signs in with a password here");
  }

  @Test
  void noOtherPageLinksOrUnlinks() {
    linked("alice");
    for (var path : List.of(LINK, UNLINK)) {
      var forged =
          registry
              .anyone()
              .with("content-type", "application/x-www-form-urlencoded")
              .with("origin", "https://evil.example")
              .with("sec-fetch-site", "cross-site")
              .post(path, "issuer=" + provider.issuer());
      assertThat(forged.problem()).isEqualTo("form-refused");
    }
    assertThat(registry.rows("linked_identity")).isEqualTo(1);
  }
}
