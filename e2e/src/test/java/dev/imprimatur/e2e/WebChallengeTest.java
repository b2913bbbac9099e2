package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands that ask whoever typed them in a browser: npm and pnpm as they are, each in a
 * terminal, and a real browser in which its user says yes.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(E2eEnvironments.OfClass.class)
final class WebChallengeTest {
  private static final Pattern PAGE = Pattern.compile("(http://\\S+/-/auth/[0-9a-f]{64})");
  private static final Pattern STAGED = Pattern.compile("staged with id ([0-9a-f-]{36})");
  private static final JobClaims JOB = JobClaims.of("acme/rocket", "publish.yml");

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;
  private final RealBrowser browser;
  private final Visitor visitor;

  WebChallengeTest(E2eEnvironments environments) {
    RealBrowser.orSkip("what npm asks");
    Terminal.orSkip();
    surroundings = environments.only(WebChallengeTest::strict);
    browser = new RealBrowser();
    visitor = new Visitor(browser, surroundings.server());
  }

  private static E2eEnvironment strict(Path folder) {
    return E2eEnvironment.open(folder, Map.of("IMPRIMATUR_SECOND_FACTOR", "required"));
  }

  @AfterAll
  void close() {
    browser.close();
  }

  /** Somebody with a passkey, and a session of npm from before they had it. */
  private String withPasskey(String name) {
    surroundings.operator().addUser(name);
    var session = Owner.signIn(surroundings.server(), name).token();
    browser.handTo(name);
    visitor.signIn(name).addPasskey("Laptop");
    browser.forget();
    return session;
  }

  /** Somebody with an app, who is signed in nowhere. */
  private Visitor.App withApp(String name) {
    surroundings.operator().addUser(name);
    return app(name);
  }

  private Visitor.App app(String name) {
    browser.layDown().forget();
    var app = visitor.signIn(name).addApp();
    browser.forget();
    return app;
  }

  private ClientMachine machine(Npm client, String session) {
    return surroundings.machine(client).token(surroundings.server(), session);
  }

  private URI page(Terminal terminal) {
    return Visitor.named(terminal.awaits(PAGE));
  }

  private void approve(Terminal terminal, String asked) {
    browser.open(page(terminal)).sees(asked).click(Visitor.USE_PASSKEY).sees("Approved");
  }

  @ParameterizedTest
  @MethodSource("dev.imprimatur.e2e.Clients#all")
  void npmSignsInWhoShowsAPasskeyInTheBrowser(Npm npm) {
    npm.orSkip();
    var name = "passkey-npm" + npm.major();
    withPasskey(name);
    var machine = surroundings.machine(npm);
    try (var terminal = machine.terminal("login", "--registry", surroundings.url())) {
      browser.open(page(terminal)).sees("npm login at 127.0.0.1 asks to be signed in.");
      browser.picture("challenge-login").click(Visitor.USE_PASSKEY).sees("You are signed in");
      browser.picture("challenge-login-done");
      assertThat(terminal.end().done().out()).contains("Logged in on");
    }
    assertSignedIn(machine, name);
  }

  @ParameterizedTest
  @MethodSource("dev.imprimatur.e2e.Clients#all")
  void npmSignsInWhoTypesTheCodeOfTheirAppInTheBrowser(Npm npm) {
    npm.orSkip();
    var name = "app-npm" + npm.major();
    var app = withApp(name);
    var machine = surroundings.machine(npm);
    try (var terminal = machine.terminal("login", "--registry", surroundings.url())) {
      browser.open(page(terminal)).sees("asks to be signed in.");
      browser.type("#name", name).type("#password", Imprimatur.PASSWORD).click(Visitor.SEND);
      browser.sees("one-time password").picture("challenge-login-code-wanted");
      browser.type("#password", Imprimatur.PASSWORD).type("#code", app.code());
      browser.click(Visitor.SEND).sees("You are signed in");
      assertThat(terminal.end().done().out()).contains("Logged in on");
    }
    assertSignedIn(machine, name);
  }

  private void assertSignedIn(ClientMachine machine, String name) {
    assertThat(machine.npm("whoami", "--registry", surroundings.url()).done().out())
        .isEqualTo(name);
  }

  /** An account is asked for each write by default: {@code auth-and-writes}. */
  @Test
  void npmPublishesOnceItsUserHasSaidYes() {
    var machine = machine(npm, withPasskey("publishes")).project("by-challenge", "1.0.0");
    try (var terminal = machine.terminal("publish", "--registry", surroundings.url())) {
      browser.open(page(terminal)).sees("Is this you?");
      browser.sees("asks to publish or change by-challenge, as publishes.");
      assertThat(statusOf("by-challenge")).isEqualTo(404);
      browser.picture("challenge-publish").click(Visitor.USE_PASSKEY).sees("Approved");
      browser.picture("challenge-publish-done");
      assertThat(terminal.end().done().out()).contains("+ by-challenge@1.0.0");
    }
    assertThat(statusOf("by-challenge")).isEqualTo(200);
  }

  private int statusOf(String name) {
    try (var web = new Web("")) {
      return web.status(surroundings.server().at("/" + name));
    }
  }

  @Test
  void npmPublishesByTheCodeOfAnApp() {
    surroundings.operator().addUser("types");
    var session = Owner.signIn(surroundings.server(), "types").token();
    var app = app("types");
    var machine = machine(npm, session).project("by-code", "1.0.0");
    var url = surroundings.url();
    assertThat(machine.npm("publish", "--otp=000000", "--registry", url).refused().err())
        .contains("EOTP");
    machine.npm("publish", "--otp=" + app.code(), "--registry", url).done();
    assertThat(statusOf("by-code")).isEqualTo(200);
  }

  @Test
  void pnpmPublishesOnceItsUserHasSaidYes() {
    var pnpm = Clients.orSkip(Clients.pnpm());
    var machine = machine(pnpm, withPasskey("by-pnpm")).project("by-pnpm", "1.0.0");
    machine.file(".npmrc", "registry=" + surroundings.url() + "\n");
    try (var terminal = machine.terminal("publish", "--no-git-checks")) {
      approve(terminal, "asks to publish or change by-pnpm, as by-pnpm.");
      terminal.end().done();
    }
    assertThat(statusOf("by-pnpm")).isEqualTo(200);
  }

  /** They are told so in words, and are asked once they have one. */
  @Test
  void whoHasNoSecondFactorDecidesNothingUntilTheyHaveOne() {
    surroundings.operator().addUser("decides");
    var session = Owner.signIn(surroundings.server(), "decides");
    var machine = machine(npm, session.token()).project("@decides/trusting", "1.0.0");
    session.publish(machine.project(), "@decides/trusting", "1.0.0");
    var words = trusting("--allow-publish");
    assertThat(machine.npm(words).refused().err()).contains("This needs a second factor");

    browser.handTo("decides");
    visitor.signIn("decides").addPasskey("Laptop");
    browser.forget();
    try (var terminal = machine.terminal(words)) {
      browser.open(page(terminal));
      browser.sees("asks to decide whom this registry trusts with @decides/trusting, as decides.");
      browser.picture("challenge-trust").click(Visitor.USE_PASSKEY).sees("Approved");
      terminal.end().done();
    }
    // The session is not asked again for some minutes.
    assertThat(machine.npm("trust", "list", "--registry", surroundings.url()).done().out())
        .contains("acme/rocket");
  }

  private String[] trusting(String permission) {
    return new String[] {
      "trust",
      "github",
      "--file",
      "publish.yml",
      "--repo",
      "acme/rocket",
      permission,
      "--yes",
      "--registry",
      surroundings.url()
    };
  }

  @Test
  void npmApprovesWhatIsStagedOnceItsUserHasSaidYes() {
    var name = "@approves/staged";
    surroundings.operator().addUser("approves");
    var owner = Owner.signIn(surroundings.server(), "approves");
    owner.publish(surroundings.machine(npm).project(), name, "1.0.0");
    surroundings
        .operator()
        .run(
            "trust",
            "add",
            name,
            "github",
            "--repo",
            "acme/rocket",
            "--file",
            "publish.yml",
            "--allow-stage-publish");
    var runner = surroundings.runner(npm, JOB).project(name, "1.1.0");
    var staged = runner.npm("stage", "publish", "--registry", surroundings.url()).done();
    var id = STAGED.matcher(staged.out());
    assertThat(id.find()).as("%s", staged).isTrue();

    browser.handTo("approves");
    visitor.signIn("approves").addPasskey("Laptop");
    browser.forget();
    var machine = machine(npm, owner.token());
    var words = new String[] {"stage", "approve", id.group(1), "--registry", surroundings.url()};
    try (var terminal = machine.terminal(words)) {
      approve(terminal, "asks to approve or reject what is staged of " + name + ", as approves.");
      terminal.end().done();
    }
    try (var web = new Web("")) {
      var packument = web.json(surroundings.server().at("/" + name));
      assertThat(packument.text("versions", "1.1.0", "_npmUser", "approver", "name"))
          .isEqualTo("approves");
    }
  }

  /** A question of one person's is answered by nobody else, signed in or not, and once. */
  @Test
  void nobodyElseAnswersAndNobodyTwice() throws IOException {
    withPasskey("mallory");
    var owner = withPasskey("ada");
    var asked = ask(owner);

    browser.handTo("mallory");
    visitor.open("/-/login");
    browser.sees("Sessions").open(asked.page()).sees("as ada.").sees("you are mallory");
    browser.picture("challenge-of-another").click(Visitor.USE_PASSKEY);
    browser.sees("It is ada who is asked");
    browser.picture("challenge-of-another-refused");
    assertThat(asked.status()).isEqualTo(202);

    browser.handTo("ada").open(asked.page());
    browser.click(Visitor.USE_PASSKEY).sees("Approved");
    assertThat(asked.status()).isEqualTo(200);
    browser.open(asked.page()).sees("Approved already").picture("challenge-again");
    assertThat(browser.count("form.card")).isZero();
  }

  /** Whoever made a copy of the page gets nothing signed, and nothing that is typed there taken. */
  @Test
  void aPageAtAnotherNameApprovesNothing() throws IOException {
    var asked = ask(withPasskey("deceived"));
    var elsewhere = asked.page().toString().replace("//localhost", "//evil.localhost");
    browser.open(URI.create(elsewhere)).sees("as deceived.");
    browser.press(Visitor.USE_PASSKEY).sees("Your browser makes no passkeys for this address.");
    browser.picture("challenge-elsewhere");
    browser.type("#password", Imprimatur.PASSWORD).type("#code", "123456").click(Visitor.SEND);
    browser.sees("This form was not taken").picture("form-refused");
    assertThat(asked.status()).isEqualTo(202);
  }

  /** Asks to make a token, as npm does. */
  private Asked ask(String session) throws IOException {
    var headers = Map.of("npm-auth-type", "web", "npm-command", "token");
    try (var web = new Web(session, headers)) {
      var answer = web.post(surroundings.server().at("/-/npm/v1/tokens"), "{}");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(401);
      var json = Json.object(answer.body());
      return new Asked(Visitor.named(json.text("authUrl")), Visitor.named(json.text("doneUrl")));
    }
  }

  /** A question that npm would be waiting for. */
  private record Asked(URI page, URI done) {
    int status() {
      try (var web = new Web("")) {
        return web.status(done);
      }
    }
  }
}
