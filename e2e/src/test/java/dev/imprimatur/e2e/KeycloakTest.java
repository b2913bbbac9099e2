package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People who sign in by a real Keycloak, with their groups, and out again. */
@Order(1)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeycloakTest {
  private static final Path FOLDER = Path.of("target/environments/KeycloakTest").toAbsolutePath();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Keycloak keycloak;
  private Imprimatur operator;
  private Server registry;

  @BeforeAll
  void start() throws IOException {
    var distribution = Keycloak.distribution();
    assumeTrue(distribution.isPresent(), "it could not be had");
    var address = Server.freeAddress();
    var base = "http://" + address.replace("127.0.0.1", "localhost") + "/-/";
    var here = base + "sso/keycloak/";
    keycloak =
        Keycloak.start(
            distribution.orElseThrow(),
            new Keycloak.Callbacks(here + "callback", here + "logout", base + "login"));
    var folder = Folders.empty(FOLDER);
    operator =
        Imprimatur.fresh(folder, List.of())
            .with(Map.of(Imprimatur.LISTEN, address, "IMPRIMATUR_REGISTRATION", "sso"));
    configure(folder);
    operator.addUser("alice");
    operator.run("org", "add", "acme", "--owner", "alice");
    registry = operator.serve();
  }

  private void configure(Path folder) throws IOException {
    var secret = Files.writeString(folder.resolve("client-secret"), Keycloak.SECRET + "\n");
    Files.writeString(
        folder.resolve("imprimatur.yaml"),
        """
        signIn:
          providers:
            - name: keycloak
              title: Keycloak
              issuer: %s
              clientId: %s
              clientSecretFile: %s
              internal: true
              groups:
                claim: groups
                administrators: /registry-admins
                map:
                  - {group: /engineering, organization: acme}
        """
            .formatted(keycloak.issuer(), Keycloak.CLIENT, secret));
  }

  @AfterAll
  void stop() {
    try (var _ = keycloak) {
      if (registry != null) {
        registry.close();
      }
    }
  }

  @Test
  void somebodySignsInWithTheirGroupsAndOutAgainThere() throws InterruptedException {
    try (var browser = new FormBrowser()) {
      assertThat(signedIn(browser, "ada").html()).contains("ada");
      assertThat(members()).contains("ada");

      signOutAtKeycloak(browser);
      awaitSignedOut(browser);
    }
  }

  /** Their group runs the registry, and so their page has what administrators have. */
  @Test
  void aRealBrowserIsSignedInWithItsUsersGroupsAndOutOnceTheySignOutThere() {
    RealBrowser.orSkip("sign-in by a real Keycloak");
    try (var browser = new RealBrowser()) {
      var visitor = new Visitor(browser, registry).open("/-/account");
      browser.sees("Sign in with Keycloak").picture("sign-in-with-provider");
      browser.click("main a.button").sees("Sign In");
      browser.type("#username", "grace").type("#password", KeycloakRealm.passwordOf("grace"));
      browser.click("#kc-login").sees("Invite people").picture("account-of-provider");
      assertThat(browser.address().getPath()).isEqualTo("/-/account");

      browser.open(signOutPage()).click("#kc-logout");
      browser.untilThere(visitor.at("/-/account"), "/-/login").sees("Sign in with Keycloak");
    }
  }

  @Test
  void somebodySignsOutHereAndThenThere() {
    try (var browser = new FormBrowser()) {
      var left = browser.submit(signedIn(browser, "ada"), Map.of());
      assertThat(left.address()).isEqualTo(registry.at("/-/sso/keycloak/signed-out"));
      assertThat(left.html()).contains("Sign out of Keycloak as well");
      var question = browser.open(registry.at("/-/sso/keycloak/sign-out"));
      assertThat(question.address().toString()).startsWith(keycloak.issuer());
      var back = browser.submit(question, Map.of());
      assertThat(back.address().getPath()).as("%s", back).isEqualTo("/-/login");
      // It asks for the password again, and lets nobody in by itself.
      assertThat(begin(browser).html()).contains("password");
    }
  }

  @Test
  void aGroupMakesAnAdministratorAndNobodyElseIsOne() {
    try (var browser = new FormBrowser()) {
      assertThat(signedIn(browser, "grace").status()).isEqualTo(200);
      assertThat(operator.run("user", "list").out())
          .containsPattern("grace.*admin")
          .doesNotContainPattern("ada.*admin");
    }
  }

  @Test
  void aWrongPasswordThereIsNothingHere() {
    try (var browser = new FormBrowser()) {
      var page = begin(browser);
      var refused = browser.submit(page, Map.of("username", "ada", "password", "guessed"));
      assertThat(refused.address().toString()).startsWith(keycloak.issuer());
      assertThat(browser.open(account()).address().getPath()).isEqualTo("/-/login");
    }
  }

  private FormBrowser.Page signedIn(FormBrowser browser, String user) {
    var form = Map.of("username", user, "password", KeycloakRealm.passwordOf(user));
    var arrived = browser.submit(begin(browser), form);
    assertThat(arrived.address()).as("%s", arrived).isEqualTo(account());
    return arrived;
  }

  private FormBrowser.Page begin(FormBrowser browser) {
    var page = browser.open(registry.at("/-/sso/keycloak?next=/-/account"));
    assertThat(page.address().toString()).as("%s", page).startsWith(keycloak.issuer());
    return page;
  }

  private URI account() {
    return registry.at("/-/account");
  }

  private String members() {
    return operator.run("org", "list").out();
  }

  /** Keycloak asks whether it is meant, and then tells the registry by itself. */
  private void signOutAtKeycloak(FormBrowser browser) {
    browser.submit(browser.open(signOutPage()), Map.of());
  }

  private URI signOutPage() {
    return URI.create(
        keycloak.issuer() + "/protocol/openid-connect/logout?client_id=" + Keycloak.CLIENT);
  }

  private void awaitSignedOut(FormBrowser browser) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!browser.open(account()).address().getPath().equals("/-/login")) {
      assertThat(System.nanoTime()).as("still signed in").isLessThan(deadline);
      Thread.sleep(200);
    }
  }
}
