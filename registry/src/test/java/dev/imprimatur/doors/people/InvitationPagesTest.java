package dev.imprimatur.doors.people;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client.Answer;
import dev.imprimatur.wiring.TestRegistry;
import dev.imprimatur.wiring.TestSecondFactor;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The page on which whoever runs the registry invites others. */
@OnPostgres
final class InvitationPagesTest {
  private static final String PAGE = "/-/account/invitations";
  private static final String PASSWORD = TestRegistry.password();
  private static final Pattern LINK =
      Pattern.compile("<code>http://registry\\.test(/-/link/[0-9a-f]{64})</code>");

  private static final Pattern ID =
      Pattern.compile("withdraw\".*?name=\"id\" value=\"([0-9a-f-]{36})\"");

  private final TestRegistry registry = TestRegistry.start();
  private final Browser browser = new Browser(registry);
  private TestSecondFactor factor;

  @BeforeEach
  void root() {
    registry.addUser("root", true);
    factor = registry.enrol("root");
    signIn(browser, "root", factor.code());
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static Answer submit(Browser browser, String path, Map<String, String> typed) {
    return browser.submit(path, browser.open(path), typed);
  }

  private static void signIn(Browser browser, String name, String code) {
    var typed = Map.of("name", name, "password", PASSWORD, "code", code);
    assertThat(submit(browser, "/-/login", typed).status()).isEqualTo(303);
  }

  private static String link(Answer answer) {
    var found = LINK.matcher(answer.text());
    assertThat(found.find()).as(answer.text()).isTrue();
    return found.group(1);
  }

  private Answer accept(String link, String name) {
    var typed = Map.of("name", name, "email", name + "@acme.example", "password", PASSWORD);
    return submit(new Browser(registry), link, typed);
  }

  @Test
  void whoRunsTheRegistryInvitesOthersAndSeesWhoHasNotCome() {
    registry.terminal().run("org", "add", "acme", "--owner", "root");
    assertThat(browser.open("/-/account").text()).contains("Invite people");
    var wanted = Map.of("email", "bob@acme.example", "organization", "acme");
    var made = submit(browser, PAGE, wanted);
    assertThat(made.text()).contains("bob@acme.example, member of acme");
    var link = link(made);
    assertThat(browser.open(PAGE).text()).contains("bob@acme.example").doesNotContain(link);

    assertThat(submit(new Browser(registry), link, Map.of("name", "bob", "password", PASSWORD)))
        .extracting(Answer::text)
        .asString()
        .contains("The account bob is yours");
    assertThat(browser.open(PAGE).text()).doesNotContain("bob@acme.example");
    assertThat(registry.inside().texts("organization_member", "account")).contains("bob");
    assertThat(browser.open(link).status()).isEqualTo(404);
  }

  @Test
  void whoIsInvitedRunsTheRegistryOnlyIfThatIsSaid() {
    accept(link(submit(browser, PAGE, Map.of())), "bob");
    accept(link(submit(browser, PAGE, Map.of("admin", "yes"))), "ada");
    assertThat(registry.terminal().run("user", "list").out())
        .containsPattern("ada.*admin")
        .doesNotContainPattern("bob.*admin");
  }

  @Test
  void anInvitationThatIsTakenBackIsVoid() {
    var link = link(submit(browser, PAGE, Map.of()));
    var page = browser.open(PAGE);
    var id = ID.matcher(page.text());
    assertThat(id.find()).isTrue();
    var typed = Map.of("id", id.group(1));
    assertThat(browser.submit(PAGE + "/withdraw", page, typed).text()).contains("taken back");
    assertThat(browser.submit(PAGE + "/withdraw", page, typed).text()).contains("no such");
    assertThat(browser.submit(PAGE + "/withdraw", page, Map.of("id", "x")).text())
        .contains("no such");
    assertThat(browser.open(link).status()).isEqualTo(404);
  }

  @Test
  void whatMakesNoSenseIsRefusedAndStaysInTheForm() {
    var nobody = submit(browser, PAGE, Map.of("organization", "nobodys"));
    assertThat(nobody.status()).isEqualTo(403);
    assertThat(nobody.text()).contains("role=\"alert\"").contains("value=\"nobodys\"");
    var address = submit(browser, PAGE, Map.of("email", "bob at acme"));
    assertThat(address.status()).isEqualTo(403);
    assertThat(address.text()).contains("role=\"alert\"").contains("value=\"bob at acme\"");
    assertThat(registry.rows("account_link")).isZero();
  }

  /** They see neither the form nor who is invited. */
  @Test
  void nobodyElseInvites() {
    var own = submit(browser, PAGE, Map.of("email", "bob@acme.example"));
    registry.addUser("mallory", false);
    var other = new Browser(registry);
    var session = new HashMap<>(Map.of("name", "mallory", "password", PASSWORD));
    assertThat(submit(other, "/-/login", session).status()).isEqualTo(303);
    assertThat(other.open("/-/account").text()).doesNotContain("Invite people");
    assertThat(other.open(PAGE).status()).isEqualTo(403);
    assertThat(other.open(PAGE).text()).doesNotContain("bob@acme.example");
    var sent = other.submit(PAGE, other.open("/-/account"), Map.of());
    assertThat(sent.status()).isEqualTo(403);
    assertThat(sent.text()).doesNotContain("bob@acme.example");
    var id = ID.matcher(own.text());
    assertThat(id.find()).isTrue();
    var back =
        other.submit(PAGE + "/withdraw", other.open("/-/account"), Map.of("id", id.group(1)));
    assertThat(back.status()).isEqualTo(403);
    assertThat(registry.rows("account_link")).isEqualTo(1);
  }

  @Test
  void aSessionThatWasLeftOpenInvitesNobodyUntilItsOwnerShowsThatTheyAreThere() {
    var stale = browser.open(PAGE);
    registry.clock().advance(Duration.ofMinutes(6));
    var sent = browser.submit(PAGE, stale, Map.of());
    assertThat(sent.header("location").orElseThrow()).contains("/-/account/confirm");
    assertThat(registry.rows("account_link")).isZero();
    var shown = browser.open(PAGE).header("location").orElseThrow();
    assertThat(shown).isEqualTo("/-/account/confirm?next=%2F-%2Faccount%2Finvitations");
    var confirmed = submit(browser, shown, Map.of("code", factor.code()));
    assertThat(confirmed.header("location")).contains(PAGE);
    assertThat(browser.open(PAGE).status()).isEqualTo(200);
  }

  /** The page after it is one of ours, whatever an address says. */
  @Test
  void aConfirmationLeadsNowhereElse() {
    registry.clock().advance(Duration.ofMinutes(6));
    var confirmed =
        submit(
            browser,
            "/-/account/confirm?next=%2F%2Fevil.example%2F",
            Map.of("code", factor.code()));
    assertThat(confirmed.header("location")).contains("/-/account");
  }
}
