package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.access.Organizations.Role;
import dev.imprimatur.access.Registration;
import dev.imprimatur.doors.support.PretendedProvider;
import dev.imprimatur.sso.GroupPolicy;
import dev.imprimatur.sso.GroupPolicy.Mapping;
import dev.imprimatur.sso.SignOnPolicy;
import dev.imprimatur.sso.TrustedProvider;
import dev.imprimatur.testkit.Answer;
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

/** People who sign in by a provider, and what comes of everything that is not as it should be. */
final class SingleSignOnTest {
  private static final SigningKey KEY = SigningKey.rsa().withId("people-1");
  private static final Person ADA =
      Person.of("ada").with("email", "ada@acme.example").with("email_verified", true);
  private static final Person EVE = Person.of("eve").with("email", "ada@acme.example");

  private final TestClock clock = new TestClock();
  private final FakeIdentityProvider provider = FakeIdentityProvider.start(clock, KEY);
  private Map<String, Set<String>> required = Map.of();
  private TestRegistry registry = start(Registration.SSO);

  private TestRegistry start(Registration registration) {
    var started =
        TestRegistry.with().signOn(new SignOnPolicy(List.of(acme()), true), registration).start();
    started.addUser("alice", false);
    started.terminal().run("org", "add", "acme", "--owner", "alice");
    return started;
  }

  private TrustedProvider acme() {
    var groups =
        new GroupPolicy(
            Optional.of("groups"),
            Optional.of("/admins"),
            List.of(
                new Mapping("/engineering", "acme", Role.MEMBER, Optional.empty()),
                new Mapping("/leads", "acme", Role.OWNER, Optional.empty()),
                new Mapping("/elsewhere", "nowhere", Role.MEMBER, Optional.empty())));
    return new TrustedProvider(PretendedProvider.acme(provider), groups, Set.of("mfa"), required);
  }

  @AfterEach
  void close() {
    registry.close();
    provider.close();
  }

  @Test
  void aFirstSignInMakesAnAccountAndLaterOnesFindIt() {
    var browser = signIn(ADA);
    assertThat(browser.open("/-/account").text()).contains("ada");
    assertThat(kinds()).contains("user-added", "identity-linked", "token-created");
    assertThat(registry.rows("account")).isEqualTo(2);

    // Whatever else the provider calls them by now.
    var renamed = new Person(ADA.subject(), Map.of("preferred_username", "countess"));
    assertThat(signIn(renamed).open("/-/account").text()).contains("ada");
    assertThat(registry.rows("account")).isEqualTo(2);
  }

  @Test
  void thePageToSignInLeadsToTheProviderAndOn() {
    assertThat(new Browser(registry).open("/-/login?next=/-/account").text())
        .contains("href=\"/-/sso/acme?next=%2F-%2Faccount\">Sign in with Acme</a>");
  }

  @Test
  @Covers("S06")
  void nobodyIsFoundByTheirMailAddressOrName() {
    signIn(ADA);
    // Another subject, with the same mail address.
    assertThat(signIn(EVE).open("/-/account").text()).contains("eve").doesNotContain("ada<");
    // And one who is called as somebody who has an account here.
    var alices = Person.of("alice").with("email", "alice@acme.example");
    var browser = new Browser(registry);
    provider.atTheBrowser(alices);
    var page = browser.open(provider, "/-/sso/acme");
    assertThat(page.text()).contains("Choose a name").contains("The name alice is taken here");
    var other = browser.submit("/-/sso/acme/name", page, Map.of("name", "alice-2"));
    assertThat(other.status()).isEqualTo(303);
    assertThat(browser.open("/-/account").text()).contains("alice-2");
  }

  @Test
  void groupsGiveAndTakeAndLeaveAloneWhatWasGivenByHand() {
    signIn(ADA.in("/engineering", "/admins"));
    assertThat(members()).contains("ada").doesNotContain("ada (owner)");
    assertThat(isAdmin("ada")).isTrue();

    // Of two roles the higher one, and no administrator any more.
    signIn(ADA.in("/engineering", "/leads"));
    assertThat(members()).contains("ada (owner)");
    assertThat(isAdmin("ada")).isFalse();

    signIn(ADA);
    assertThat(members()).doesNotContain("ada");

    // By hand: the groups neither take it over nor away.
    registry.terminal().run("org", "member", "acme", "ada");
    signIn(ADA.in("/engineering"));
    signIn(ADA);
    assertThat(members()).contains("ada").doesNotContain("ada (owner)");
  }

  @Test
  @Covers("S07")
  void groupsWhoseNamesLookLikeOthersGiveNothing() {
    signIn(ADA.in("engineering", "/Engineering", "/engineering ", "/engineering/sub", "/admins2"));
    assertThat(members()).doesNotContain("ada");
    assertThat(isAdmin("ada")).isFalse();
  }

  @Test
  void theLastOwnerStaysWhateverTheirGroupsSay() {
    signIn(ADA.in("/leads"));
    registry.terminal().run("org", "remove", "acme", "alice");
    signIn(ADA);
    assertThat(members()).contains("ada (owner)");
  }

  @Test
  @Covers("S07")
  void tooManyGroupsForATokenLetNobodyIn() {
    signIn(ADA.in("/engineering"));
    provider.userinfo(claims -> Map.of("sub", ADA.subject()));
    var answer = attempt(ADA.with("_claim_names", Map.of("groups", "src1")));
    assertThat(answer.text()).contains("they are too many");
    assertThat(members()).contains("ada").doesNotContain("ada (owner)");
  }

  @Test
  void accountsAreMadeOnlyWhereThatIsSaid() {
    registry.close();
    registry = start(Registration.INVITE);
    var answer = attempt(ADA);
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("Nobody here signs in with this account of Acme");
    assertThat(registry.rows("account")).isEqualTo(1);
    assertThat(kinds()).contains("sign-on-refused");
  }

  @Test
  @Covers({"S01", "S02"})
  void anAnswerThatThisBrowserDidNotAskForIsRefused() {
    provider.atTheBrowser(EVE);
    var attacker = new Browser(registry);
    var theirs = attacker.begin(provider, "/-/sso/acme");
    // A page leads somebody to it who has begun nothing, or something else.
    var victim = new Browser(registry);
    assertNotBegun(victim.open(theirs));
    victim.begin(provider, "/-/sso/acme");
    assertNotBegun(victim.open(theirs));
    // Nor is it good after ten minutes.
    registry.clock().advance(Duration.ofMinutes(10));
    assertNotBegun(attacker.open(theirs));
    assertThat(registry.rows("account")).isEqualTo(1);
  }

  @Test
  @Covers("S02")
  void anAnswerIsGoodOnce() {
    provider.atTheBrowser(ADA);
    var browser = new Browser(registry);
    var answer = browser.begin(provider, "/-/sso/acme");
    var before = browser.copy();
    assertThat(browser.open(answer).status()).isEqualTo(303);
    assertThat(before.open(answer).text()).contains("it does not know the code");
  }

  @Test
  @Covers("S03")
  void aTokenOfAnotherSignInIsSwappedInVain() {
    var other = provider.idToken(EVE, "of another sign-in");
    provider.idTokens(_ -> other);
    assertThat(attempt(ADA).text()).contains("is refused");
    assertThat(registry.rows("account")).isEqualTo(1);
    assertThat(kinds()).contains("sign-on-refused");
  }

  @Test
  @Covers("S09")
  void nobodyIsSentElsewhereAfterwards() {
    provider.atTheBrowser(ADA);
    for (var next :
        List.of("https://evil.example/", "//evil.example", "/%5Cevil.example", "/\\evil", "x")) {
      var browser = new Browser(registry);
      var answer = browser.begin(provider, "/-/sso/acme?next=" + next.replace("\\", "%5C"));
      assertThat(browser.open(answer).header("location").orElseThrow())
          .doesNotContain("evil")
          .isEqualTo("/-/account");
    }
  }

  @Test
  void aProviderThatIsNotThereIsToldInWords() {
    provider.answerAll(Answer.refusal(503, "Service unavailable"));
    var answer = new Browser(registry).open("/-/sso/acme");
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.text()).contains("cannot sign anybody in at the moment");
    assertThat(answer.header("retry-after")).isPresent();
    assertThat(new Browser(registry).open("/-/sso/other").status()).isEqualTo(404);
  }

  @Test
  @Covers("S08")
  void aSignOutThereIsOneHereAndIsTakenOnce() {
    var browser = signIn(ADA);
    var other = signIn(EVE);
    var npm = registry.session("ada");
    var token = provider.logoutToken(ADA.subject(), FakeIdentityProvider.sessionOf(ADA)).token();
    assertThat(logout(token).status()).isEqualTo(200);
    assertThat(browser.open("/-/account").status()).isEqualTo(303);
    assertThat(registry.with(npm).get("/-/whoami").status()).isEqualTo(401);
    assertThat(other.open("/-/account").status()).isEqualTo(200);
    assertThat(kinds()).contains("signed-out-elsewhere");

    var again = logout(token);
    assertThat(again.status()).isEqualTo(400);
    assertThat(again.problem()).isEqualTo("logout-token-refused");
    assertThat(again.header("cache-control")).contains("no-store");
  }

  @Test
  @Covers("S08")
  void anIdTokenSignsNobodyOutAndALogoutTokenSignsNobodyIn() {
    var browser = signIn(ADA);
    var idToken = provider.idToken(ADA, "nonce").token();
    assertThat(logout(idToken).problem()).isEqualTo("logout-token-refused");
    assertThat(logout("rubbish").problem()).isEqualTo("logout-token-refused");
    assertThat(browser.open("/-/account").status()).isEqualTo(200);
    var logoutToken = provider.logoutToken(ADA.subject(), "s");
    provider.idTokens(_ -> logoutToken);
    assertThat(attempt(ADA).text()).contains("is refused");
  }

  /** Its name is given to everybody in the company, and its token to nobody else. */
  @Test
  void onlyWhoHasWhatIsRequiredComesIn() {
    registry.close();
    required = Map.of("hd", Set.of("acme.example", "acme.test"));
    registry = start(Registration.SSO);
    provider.onlyInUserinfo("hd");
    assertThat(attempt(ADA.with("hd", "acme.example")).text()).contains("its claim hd");
    provider.behave();
    for (var others : List.of(ADA, ADA.with("hd", "evil.example"), ADA.with("hd", ""))) {
      var refused = attempt(others);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text()).contains("its claim hd is none that lets people in here");
    }
    assertThat(registry.rows("account")).isEqualTo(1);
    assertThat(kinds()).contains("sign-on-refused");
    assertThat(signIn(ADA.with("hd", "acme.test")).open("/-/account").text()).contains("ada");
  }

  @Test
  void whoSignsOutHereIsShownTheWayToSignOutThere() {
    provider.metadata(document -> {
      document.put("end_session_endpoint", provider.issuer() + "/end");
      return document;
    });
    var browser = signIn(ADA);
    var left = browser.submit("/-/logout", browser.open("/-/account"), Map.of());
    assertThat(left.header("location")).contains("/-/sso/acme/signed-out");
    assertThat(browser.open("/-/sso/acme/signed-out").text())
        .contains("href=\"/-/sso/acme/sign-out\">Sign out of Acme as well");
    assertThat(browser.open("/-/sso/acme/sign-out").header("location"))
        .contains(
            provider.issuer()
                + "/end?client_id=imprimatur"
                + "&post_logout_redirect_uri=http%3A%2F%2Fregistry.test%2F-%2Flogin");
  }

  @Test
  void whoDidNotComeByAProviderIsNotSentToOne() {
    var browser = new Browser(registry);
    var typed = Map.of("name", "alice", "password", TestRegistry.password());
    browser.submit("/-/login", browser.open("/-/login"), typed);
    var left = browser.submit("/-/logout", browser.open("/-/account"), Map.of());
    assertThat(left.header("location")).contains("/");
  }

  @Test
  void aSessionThatWasConfirmedEndsWithTheSignOutThereAsWell() {
    var browser = signIn(ADA);
    var factor = registry.enrol("ada");
    var confirm = browser.open("/-/account/confirm");
    var confirmed = browser.submit("/-/account/confirm", confirm, Map.of("code", factor.code()));
    assertThat(confirmed.status()).isEqualTo(303);
    assertThat(browser.open("/-/account").status()).isEqualTo(200);
    var token = provider.logoutToken(ADA.subject(), FakeIdentityProvider.sessionOf(ADA)).token();
    assertThat(logout(token).status()).isEqualTo(200);
    assertThat(browser.open("/-/account").status()).isEqualTo(303);
  }

  @Test
  void whoIsDisabledHereStaysOut() {
    var browser = signIn(ADA);
    registry.disable("ada");
    assertThat(browser.open("/-/account").status()).isEqualTo(303);
    assertThat(attempt(ADA).text()).contains("disabled");
  }

  private Browser signIn(Person person) {
    provider.atTheBrowser(person);
    var browser = new Browser(registry);
    var arrived = browser.open(browser.begin(provider, "/-/sso/acme"));
    assertThat(arrived.status()).as(arrived.text()).isEqualTo(303);
    return browser;
  }

  private Client.Answer attempt(Person person) {
    provider.atTheBrowser(person);
    var browser = new Browser(registry);
    return browser.open(browser.begin(provider, "/-/sso/acme"));
  }

  private static void assertNotBegun(Client.Answer answer) {
    assertThat(answer.status()).isEqualTo(403);
    assertThat(answer.text()).contains("not the answer to a sign-in that this browser began");
  }

  private Client.Answer logout(String token) {
    return registry
        .anyone()
        .with("content-type", "application/x-www-form-urlencoded")
        .post("/-/sso/acme/logout", "logout_token=" + token);
  }

  /** The organization's line: its name, its members, its scopes. */
  private String members() {
    return registry.terminal().run("org", "list").out();
  }

  private boolean isAdmin(String user) {
    return registry
        .terminal()
        .run("user", "list")
        .out()
        .lines()
        .anyMatch(line -> line.startsWith(user) && line.contains("admin"));
  }

  private List<String> kinds() {
    return registry.events().stream().map(event -> event.kind().wire()).toList();
  }
}
