package dev.imprimatur.doors.trust;

import static dev.imprimatur.wiring.TestRegistry.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.wiring.Browser;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages on which owners say whom their packages trust, without a script. */
@OnPostgres
final class TrustPagesTest {
  private static final String TRUST = "/@acme/rocket/-/settings/trust";
  private static final String NEW = TRUST + "/new";
  private static final String ACCESS = "/@acme/rocket/-/settings/access";
  private static final Map<String, String> GITHUB =
      Map.of(
          "repository.1", "acme",
          "repository.2", "rocket",
          "workflow_ref", "publish.yml",
          "issuer", "https://token.actions.githubusercontent.com",
          "createPackage", "yes");

  private final TestRegistry registry = TestRegistry.start();
  private final Browser browser = new Browser(registry);

  @BeforeEach
  void open() {
    registry.maintainerOf("@acme/rocket", "alice");
    signIn(browser, "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private static void signIn(Browser browser, String name) {
    var typed = Map.of("name", name, "password", TestRegistry.password());
    assertThat(browser.submit("/-/login", browser.open("/-/login"), typed).status()).isEqualTo(303);
  }

  private Client.Answer submit(String path, Map<String, String> typed) {
    return browser.submit(path, browser.open(path), typed);
  }

  private Client.Answer add(Map<String, String> typed) {
    return browser.submit(NEW, browser.open(NEW + "?provider=github"), typed);
  }

  private static Map<String, String> with(String name, String value) {
    var typed = new LinkedHashMap<>(GITHUB);
    typed.put(name, value);
    return typed;
  }

  /** The id of the only publisher, by the address of its page. */
  private String only() {
    var page = browser.open(TRUST).text();
    int at = page.indexOf(TRUST + "/0");
    return page.substring(at + TRUST.length() + 1, at + TRUST.length() + 37);
  }

  @Test
  void aPublisherIsAddedAndSeenToWork() {
    assertThat(browser.open(TRUST).text()).contains("There is none yet", "Select your publisher");
    var added = add(GITHUB);
    assertThat(added.status()).as(added.text()).isEqualTo(303);
    assertThat(added.header("location")).contains(TRUST);
    assertThat(browser.open(TRUST).text())
        .contains("GitHub Actions · github.com")
        .contains("<code><bdi>acme/rocket</bdi></code>")
        .contains("<strong>publish</strong>")
        .contains("! never used", "! any branch may publish");

    var minted = registry.with(registry.minted("@acme/rocket", job("acme/rocket")));
    var release = TestPackage.of("@acme/rocket", "1.1.0").document();
    assertThat(minted.put("/@acme%2frocket", release).status()).isEqualTo(201);
    assertThat(browser.open(TRUST).text())
        .contains("✓ verified by a publish")
        .doesNotContain("never used");
  }

  @Test
  void whoHasNotSignedInComesBackToTheVeryForm() {
    var stranger = new Browser(registry);
    var sent = stranger.open(NEW + "?provider=github&repository=acme/rocket");
    assertThat(sent.header("location").orElseThrow())
        .isEqualTo(
            "/-/login?next=%2F%40acme%2Frocket%2F-%2Fsettings%2Ftrust%2Fnew"
                + "%3Fprovider%3Dgithub%26repository%3Dacme%2Frocket");
  }

  @Test
  void nobodyElseSeesThemOrLearnsWhatThereIsInAnOrganizationsScope() {
    registry.terminal().run("org", "add", "orbit", "--owner", "alice");
    var alice = registry.with(registry.session("alice"));
    var kit = TestPackage.of("@orbit/kit", "1.0.0");
    assertThat(alice.put(kit.path(), kit.document()).status()).isEqualTo(201);
    assertThat(browser.open("/@orbit/kit/-/settings/trust").status()).isEqualTo(200);
    registry.addUser("mallory", false);
    var other = new Browser(registry);
    signIn(other, "mallory");
    for (var page : new String[] {"", "/trust", "/trust/new?provider=github", "/access"}) {
      var there = other.open("/@orbit/kit/-/settings" + page);
      var nowhere = other.open("/@orbit/nothing/-/settings" + page);
      assertThat(there.status()).as(page).isEqualTo(nowhere.status()).isEqualTo(403);
      assertThat(there.text().replace("kit", "nothing")).isEqualTo(nowhere.text());
      assertThat(other.open("/@acme/rocket/-/settings" + page).status()).isEqualTo(403);
    }
    var form = other.open("/-/account");
    assertThat(other.submit(NEW, form, with("provider", "github")).status()).isEqualTo(403);
    assertThat(registry.rows("publisher")).isZero();
  }

  @Test
  void noOtherSiteAndNoOlderPageSendsTheForm() {
    var page = browser.open(NEW + "?provider=github");
    var foreign = new Browser(registry);
    signIn(foreign, "alice");
    assertThat(foreign.submit(NEW, page, GITHUB).status()).isEqualTo(403);
    var crossSite =
        registry
            .anyone()
            .with("content-type", "application/x-www-form-urlencoded")
            .with("origin", "https://evil.example")
            .with("sec-fetch-site", "cross-site")
            .post(NEW, "provider=github");
    assertThat(crossSite.status()).isEqualTo(403);
    assertThat(registry.rows("publisher")).isZero();
  }

  @Test
  void whoWasAwayShowsThatItIsStillThemAndLosesNothingTyped() {
    var page = browser.open(NEW + "?provider=github");
    registry.clock().advance(Duration.ofMinutes(6));
    var sent = browser.submit(NEW, page, with("environment", "npm"));
    var confirm = sent.header("location").orElseThrow();
    assertThat(confirm).startsWith("/-/account/confirm?next=");
    assertThat(registry.rows("publisher")).isZero();
    var back = submit(confirm, Map.of("password", TestRegistry.password()));
    assertThat(back.status()).as(back.text()).isEqualTo(303);
    var form = browser.open(back.header("location").orElseThrow());
    assertThat(form.text())
        .contains("value=\"acme\"", "value=\"rocket\"", "value=\"npm\"", "check it");
    assertThat(browser.submit(NEW, form, with("environment", "npm")).status()).isEqualTo(303);
    assertThat(registry.rows("publisher")).isEqualTo(1);
  }

  @Test
  void noAddressLeadsAwayFromHereAfterwards() {
    registry.clock().advance(Duration.ofMinutes(6));
    for (var away : new String[] {"//evil.example/", "https://evil.example/", "/%5cevil.example"}) {
      var path = "/-/account/confirm?next=" + away;
      var sent = submit(path, Map.of("password", TestRegistry.password()));
      assertThat(URI.create("https://npm.acme.example/").resolve(sent.header("location").get()))
          .hasHost("npm.acme.example");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "workflow_ref, .github/workflows/publish.yml, write its bare name",
    "workflow_ref, publish.txt, write its bare name",
    "workflow_ref, '', It is needed.",
    "repository.1, '', It is needed.",
    "repository.2, '', It is needed.",
    "repository.1, a/b, write it as owner/name",
    "environment, ' a\tb', environment"
  })
  void whatIsWrongIsSaidAtItsFieldAndNothingTypedIsLost(String field, String text, String why) {
    var answer = add(with(field, text));
    if (!field.startsWith("repository") || !text.isEmpty()) {
      assertThat(answer.status()).isEqualTo(400);
    }
    assertThat(answer.text())
        .contains("Nothing was saved", "aria-invalid=\"true\"", "role=\"alert\"")
        .contains("id=\"" + field + "-wrong\"")
        .contains("href=\"#" + field + "\"");
    if (!field.equals("workflow_ref")) {
      assertThat(answer.text()).contains("value=\"publish.yml\"");
    }
    assertThat(registry.rows("publisher")).isZero();
  }

  @Test
  void whatMayNothingIsRefused() {
    var typed = new LinkedHashMap<>(GITHUB);
    typed.remove("createPackage");
    assertThat(add(typed).text()).contains("It must be allowed something.");
    assertThat(registry.rows("publisher")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://github.com/acme/rocket/blob/main/.github/workflows/publish.yml",
        "https://github.com/acme/rocket/blob/a/b/.github/workflows/publish.yml?plain=1#L3",
        "https://github.com/acme/rocket/actions/workflows/publish.yml"
      })
  void aLinkToTheFileFillsInTheForm(String link) {
    var page = browser.open(NEW + "?link=" + URLEncoder.encode(link, UTF_8));
    assertThat(page.text())
        .contains("GitHub Actions at", "Filled in for you, check it.")
        .contains("name=\"repository.1\" value=\"acme\"")
        .contains("name=\"repository.2\" value=\"rocket\"")
        .contains("name=\"workflow_ref\" value=\"publish.yml\"")
        .contains("# .github/workflows/publish.yml");
  }

  @Test
  void aLinkOfGitLabFillsInItsOwnForm() {
    var page =
        browser.open(NEW + "?link=https://gitlab.com/acme/tools/rocket/-/blob/main/ci/publish.yml");
    assertThat(page.text())
        .contains("GitLab CI/CD at")
        .contains("name=\"project_path.1\" value=\"acme/tools\"")
        .contains("name=\"project_path.2\" value=\"rocket\"")
        .contains("name=\"ci_config_ref_uri\" value=\"ci/publish.yml\"");
  }

  @Test
  void anAddressOfNobodyIsSaidToBeOne() {
    var page = browser.open(NEW + "?link=https://evil.example/acme/rocket");
    assertThat(page.status()).isEqualTo(400);
    assertThat(page.text()).contains("the address of no CI system", "Select your publisher");
  }

  @Test
  void nothingThatIsTypedBecomesMarkup() {
    var evil = "\"><script>alert(1)</script>";
    var address =
        NEW
            + "?provider=github&repository=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
            + "&link=%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
    assertThat(browser.open(address).text()).doesNotContain("<script>alert");
    assertThat(add(with("workflow_ref", evil)).text()).doesNotContain("<script>alert");
    assertThat(add(with("label", "<b>bold</b>")).status()).isEqualTo(303);
    assertThat(browser.open(TRUST).text()).contains("&lt;b&gt;").doesNotContain("<b>bold");
    assertThat(browser.open("/-/trust").text()).doesNotContain("<b>bold");
  }

  @Test
  void theWorkflowIsForExactlyTheseFieldsBeforeAnythingIsSaved() {
    var typed = with("show", "yes");
    typed.put("environment", "release");
    typed.put("workflow_ref", "ship.yaml");
    var shown = add(typed);
    assertThat(shown.status()).isEqualTo(200);
    assertThat(shown.text())
        .contains("# .github/workflows/ship.yaml")
        .contains("    environment: release")
        .contains("id-token: write")
        .contains("Nothing is verified when you save.");
    assertThat(registry.rows("publisher")).isZero();
  }

  @Test
  void anEditKeepsWhatTheFormDoesNotShowAndSwitchesTheProvider() {
    assertThat(add(GITHUB).status()).isEqualTo(303);
    var path = TRUST + "/" + only();
    assertThat(browser.open(path).text()).contains("value=\"publish.yml\"", "Save changes");
    assertThat(submit(path, with("environment", "npm")).status()).isEqualTo(303);
    assertThat(browser.open(TRUST).text()).contains("<bdi>npm</bdi>");

    var gitlab = browser.open(path + "?provider=gitlab");
    assertThat(gitlab.text()).contains("Top-level CI file path").doesNotContain("publish.yml\"");
    var typed =
        Map.of(
            "project_path.1", "acme",
            "project_path.2", "rocket",
            "ci_config_ref_uri", ".gitlab-ci.yml",
            "issuer", "https://gitlab.com",
            "createStagedPackage", "yes");
    assertThat(browser.submit(path, gitlab, typed).status()).isEqualTo(303);
    assertThat(browser.open(TRUST).text())
        .contains("GitLab CI/CD · gitlab.com", "stage for approval")
        .doesNotContain("GitHub Actions · ");
    assertThat(registry.rows("publisher")).isEqualTo(1);
  }

  @Test
  void aPublisherIsPausedResumedAndRemovedAfterAQuestion() {
    assertThat(add(GITHUB).status()).isEqualTo(303);
    var path = TRUST + "/" + only();
    assertThat(browser.open(path + "/pause").text()).contains("no job is let in by it");
    assertThat(submit(path + "/pause", Map.of()).status()).isEqualTo(303);
    assertThat(browser.open(TRUST).text()).contains("✗ paused");
    assertThat(
            registry.exchange("@acme/rocket", registry.github().sign(job("acme/rocket"))).status())
        .isGreaterThanOrEqualTo(400);
    assertThat(submit(path + "/resume", Map.of()).status()).isEqualTo(303);
    assertThat(browser.open(path + "/remove").text()).contains("It is the last of this package");
    assertThat(submit(path + "/remove", Map.of()).status()).isEqualTo(303);
    assertThat(registry.rows("publisher")).isZero();
    assertThat(browser.open(path).status()).isEqualTo(404);
  }

  @Test
  void aPackageThatDoesNotExistYetIsTrustedWithSomebodyFirst() {
    var path = "/comet/-/settings/trust";
    var go = browser.open("/-/trust/of?package=comet");
    assertThat(go.header("location")).contains(path);
    assertThat(browser.open(path).text()).contains("not published yet");
    var form = browser.open(path + "/new?provider=github");
    assertThat(browser.submit(path + "/new", form, GITHUB).status()).isEqualTo(303);
    assertThat(browser.open(path).text()).contains("! pending until", "will be alice’s");
    assertThat(browser.open("/-/trust").text()).contains("href=\"/comet/-/settings/trust\"");
  }

  @Test
  void allOfThemAreOnOnePageAndCanBeTakenAlong() {
    assertThat(add(with("label", "=1+1")).status()).isEqualTo(303);
    assertThat(browser.open("/-/trust").text()).contains("@acme/rocket", "1 of 1");
    assertThat(browser.open("/-/trust?show=paused").text()).contains("0 of 1");
    assertThat(browser.open("/-/trust/all.csv").text())
        .contains("\"'@acme/rocket\"", "Repository acme/rocket");
    assertThat(browser.open("/-/trust/all.json").text()).contains("\"target\":\"@acme/rocket\"");
    registry.addUser("mallory", false);
    var other = new Browser(registry);
    signIn(other, "mallory");
    assertThat(other.open("/-/trust").text()).contains("0 of 0").doesNotContain("rocket</a>");
    assertThat(other.open("/-/trust/all.json").text()).isEqualTo("[]");
    assertThat(other.open("/-/trust/all.csv").text()).doesNotContain("rocket");
  }

  @Test
  void publishingAccessHasTheOptionsOfNpmInItsWords() {
    var page = browser.open(ACCESS);
    assertThat(page.text())
        .contains("Require two-factor authentication and disallow tokens")
        .contains("or a granular access token with bypass 2fa enabled")
        .contains("Update Package Settings", "No trusted publisher has published yet");
    var typed = Map.of("writers", "second-factor", "stagedOnly", "yes");
    assertThat(browser.submit(ACCESS, page, typed).text()).contains("settings are updated");
    assertThat(browser.open(ACCESS).text())
        .contains("value=\"second-factor\" checked")
        .contains("name=\"stagedOnly\" value=\"yes\" checked")
        .doesNotContain("name=\"fourEyes\" value=\"yes\" checked");
  }

  @Test
  void whoMayReadAPrivatePackageSeesItsPage() {
    var page = browser.open("/@acme/rocket");
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text()).contains("alice", "href=\"" + TRUST + "\"");
    var stranger = new Browser(registry);
    assertThat(stranger.open("/@acme/rocket").status()).isEqualTo(404);
    registry.addUser("mallory", false);
    signIn(stranger, "mallory");
    assertThat(stranger.open("/@acme/rocket").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/-/docs", "/-/metrics", "/-/nothing/at/all", "/-"})
  void whatIsNoAddressIsNoName(String path) {
    assertThat(registry.anyone().get(path).problem()).isEqualTo("no-such-address");
  }
}
