package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The first people of a registry and what they sign in with, in a real browser: all but passkeys
 * without a script as well.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FirstPeopleTest {
  private static final Path FOLDER =
      Path.of("target/environments/FirstPeopleTest").toAbsolutePath();

  private static final Pattern LINK = Pattern.compile("http://\\S+/-/link/[0-9a-f]{64}");

  private Imprimatur operator;
  private Server server;
  private RealBrowser browser;
  private Visitor visitor;

  @BeforeAll
  void start() {
    RealBrowser.orSkip("the first people of a registry");
    operator =
        Imprimatur.fresh(Folders.empty(FOLDER), List.of())
            .with(
                Map.of(
                    "IMPRIMATUR_SECOND_FACTOR",
                    "required",
                    Imprimatur.LISTEN,
                    Server.freeAddress()));
    server = operator.serve();
    browser = new RealBrowser();
    visitor = new Visitor(browser, server);
    makeTheFirstAccount();
  }

  /** The link is printed by a registry in which nobody has an account, and is good once. */
  private void makeTheFirstAccount() {
    var link = link(server.printed());
    browser.handTo("root").open(link).sees("Set up this registry").picture("set-up");
    fillIn("root", "root@acme.example", "password1234");
    browser.sees("tried first").picture("set-up-refused");
    assertThat(browser.run("document.querySelector('#name').value")).isEqualTo("root");
    browser.type("#password", Imprimatur.PASSWORD).click(Visitor.SEND);
    browser.sees("The account root is yours").picture("set-up-done");
    browser.click(".narrow a.button").sees("Sign in");
    visitor.signIn("root").addPasskey("Laptop");
    browser.picture("account-of-administrator");
    browser.open(link).sees("good for nothing").picture("link-again");
  }

  @AfterAll
  void stop() {
    try (var _ = server;
        var _ = browser) {
      // Whichever of them there is.
    }
  }

  private static URI link(String printed) {
    var found = LINK.matcher(printed);
    assertThat(found.find()).as(printed).isTrue();
    return Visitor.named(found.group());
  }

  private void fillIn(String name, String email, String password) {
    browser.type("#name", name);
    if (browser.count("#email") > 0) {
      browser.type("#email", email);
    }
    browser.type("#password", password).click(Visitor.SEND);
  }

  private void scripts(boolean run) {
    browser.layDown().forget().scripts(run);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoIsInvitedMakesTheirOwnAccountOnce(boolean scripts) {
    var name = scripts ? "bob" : "bob-without";
    var link = invited(name + "@acme.example");
    scripts(scripts);
    browser
        .open(link)
        .sees("Your mail address there is " + name)
        .picture("invitation" + suffix(scripts));
    fillIn(name, "", Imprimatur.PASSWORD);
    browser.sees("The account " + name + " is yours");
    visitor.signIn(name);
    browser.sees(name + "@acme.example");
    browser.open(link).sees("good for nothing");
  }

  /** Invites somebody on the page of whoever runs the registry; they sign in by their passkey. */
  private URI invited(String email) {
    browser.scripts(true).handTo("root");
    visitor.open("/-/login");
    browser.sees("Invite people").click("a[href$='/invitations']").sees("Make an invitation");
    browser.type("#email", email).click(Visitor.SEND).sees("Give this link to whoever you invite");
    browser.sees(email).picture("invitations");
    return link(browser.text());
  }

  private static String suffix(boolean scripts) {
    return scripts ? "" : "-without-script";
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anAppAndThenARecoveryCodeSignTheirOwnerIn(boolean scripts) throws IOException {
    scripts(scripts);
    var name = scripts ? "carol" : "carol-without";
    operator.addUser(name);
    var npm = Owner.signIn(server, name).token();
    visitor.signIn(name);
    browser.picture("account-new" + suffix(scripts));
    var app = visitor.addApp();
    browser.picture("recovery-codes" + suffix(scripts));
    var codes = visitor.recoveryCodes();
    assertThat(codes).hasSize(5);
    visitor.signOut();

    visitor.signIn(name, "").sees("one-time password");
    browser.picture("sign-in-code-wanted" + suffix(scripts));
    var code = app.code();
    visitor.signIn(name, code).sees("in use");
    visitor.signOut();
    visitor.signIn(name, code).sees("one-time password").seesNo("in use");

    visitor.signIn(name, codes.getFirst()).sees("in use");
    browser.sees("Left: 4").sees("may only read until");
    browser.picture("account-recovered" + suffix(scripts));
    try (var web = new Web(npm)) {
      var refused = web.put(server.at("/never-published"), "{}");
      assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
      assertThat(refused.body()).contains("may only read until");
    }
    visitor.signOut();
    visitor.signIn(name, codes.getFirst()).sees("one-time password").seesNo("in use");
    browser.picture("recovery-code-again" + suffix(scripts));
  }
}
