package dev.imprimatur.e2e;

import static dev.imprimatur.e2e.ClientColumn.BUN;
import static dev.imprimatur.e2e.ClientColumn.NPM_11;
import static dev.imprimatur.e2e.ClientColumn.NPM_12;
import static dev.imprimatur.e2e.ClientColumn.PNPM;
import static dev.imprimatur.e2e.ClientColumn.YARN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.Command.Answer;
import java.util.ArrayList;
import java.util.List;

/** The commands by which people sign in and out, and manage their account and their tokens. */
final class SignInRows {
  private SignInRows() {}

  static List<CommandRow> rows() {
    return List.of(
        CommandRow.of("`login`, in a browser").works(SignInRows::web, NPM_11, NPM_12, PNPM, YARN),
        CommandRow.of("`login --auth-type=legacy`, on a terminal")
            .works(SignInRows::password, NPM_11, NPM_12, YARN),
        CommandRow.of("`adduser`, where anybody may have an account")
            .works(SignInRows::newUser, NPM_11)
            .refusesItself("it is `login`", SignInRows::onlySignedIn, PNPM),
        CommandRow.of("`logout`")
            .works(SignInRows::logout, NPM_11, NPM_12, PNPM)
            .refusesItself("forgets the token and tells nobody", SignInRows::forget, YARN),
        CommandRow.of("`logout` with a token that is revoked")
            .works(SignInRows::logoutAgain, NPM_11, NPM_12, PNPM),
        CommandRow.of("`whoami`").works(SignInRows::whoami, NPM_11, NPM_12, PNPM, YARN, BUN),
        CommandRow.of("a password in `.npmrc`, which is refused in words")
            .works(SignInRows::basic, NPM_11, NPM_12, PNPM),
        CommandRow.of("`profile get`").works(SignInRows::profile, NPM_11, NPM_12),
        CommandRow.of("`profile set`").works(SignInRows::profileSet, NPM_11, NPM_12),
        CommandRow.of("`profile set password`").works(SignInRows::newPassword, NPM_11, NPM_12),
        CommandRow.of("`profile enable-2fa`, `disable-2fa`")
            .works(SignInRows::secondFactor, NPM_11, NPM_12),
        CommandRow.of("`token list`").works(SignInRows::tokenList, NPM_11, NPM_12, PNPM),
        CommandRow.of("`token create`").works(SignInRows::tokenCreate, NPM_11, NPM_12),
        CommandRow.of("`token revoke`").works(SignInRows::tokenRevoke, NPM_11, NPM_12, PNPM));
  }

  private static Answer[] typed(String... promptsAndLines) {
    return answers(promptsAndLines).toArray(Answer[]::new);
  }

  private static List<Answer> answers(String... promptsAndLines) {
    var answers = new ArrayList<Answer>();
    for (int i = 0; i < promptsAndLines.length; i += 2) {
      answers.add(new Answer(promptsAndLines[i], promptsAndLines[i + 1]));
    }
    return answers;
  }

  private static void web(ClientScene scene) {
    signedIn(scene, signedIn(scene), ClientScene.ALICE);
  }

  /** A machine whose user has signed in with this client, in a browser. */
  private static ClientMachine signedIn(ClientScene scene) {
    return signedIn(scene, "login");
  }

  private static ClientMachine signedIn(ClientScene scene, String command) {
    var machine = scene.stranger();
    scene
        .meanwhile(
            () ->
                // It asks whether it is to open the browser, and asks on a terminal alone.
                scene.isIn(YARN)
                    ? machine.onTerminal(answers("rowser", "n"), "npm", "login", "--web-login")
                    : machine.npm(command),
            scene::signInOnThePage)
        .done();
    return machine;
  }

  private static void signedIn(ClientScene scene, ClientMachine machine, String name) {
    var token = machine.storedToken();
    assertThat(token).as("the stored token").isNotEmpty();
    assertThat(scene.see(new ClientScene.Person(name, token), "/-/whoami").text("username"))
        .isEqualTo(name);
  }

  private static void password(ClientScene scene) {
    var machine = scene.stranger();
    var user = answers("sername", ClientScene.ALICE, "assword", Imprimatur.PASSWORD);
    machine
        .onTerminal(
            user,
            scene.isIn(YARN)
                ? new String[] {"npm", "login"}
                : new String[] {"login", "--auth-type=legacy"})
        .done();
    signedIn(scene, machine, ClientScene.ALICE);
  }

  private static void newUser(ClientScene scene) {
    var machine = scene.stranger();
    var user = answers("sername", "erin", "assword", Imprimatur.PASSWORD);
    user.add(new Answer("mail", "erin@acme.example"));
    machine.onTerminal(user, "adduser", "--auth-type=legacy").done();
    signedIn(scene, machine, "erin");
  }

  private static void onlySignedIn(ClientScene scene) {
    signedIn(scene, signedIn(scene, "adduser"), ClientScene.ALICE);
  }

  private static void logout(ClientScene scene) {
    var machine = signedIn(scene);
    var token = machine.storedToken();
    machine.npm("logout").done();
    assertThat(machine.storedToken()).isEmpty();
    assertThat(scene.status(token, "/-/whoami")).isEqualTo(401);
  }

  private static void forget(ClientScene scene) {
    var staying = scene.anotherSession();
    var machine = scene.machine(staying);
    machine.npm("npm", "logout").done();
    assertThat(scene.status(staying, "/-/whoami")).isEqualTo(200);
  }

  private static void logoutAgain(ClientScene scene) {
    var machine = signedIn(scene);
    scene.end(machine.storedToken());
    machine.npm("logout").done();
    assertThat(machine.storedToken()).isEmpty();
  }

  private static void whoami(ClientScene scene) {
    var words =
        switch (scene.client()) {
          case NPM_11, NPM_12, PNPM -> "whoami";
          case YARN -> "npm whoami";
          case BUN -> "pm whoami";
        };
    assertThat(scene.machine(scene.alice()).npm(words.split(" ", -1)).done().out())
        .contains(ClientScene.ALICE);
  }

  private static void basic(ClientScene scene) {
    var machine = scene.stranger();
    var credential = "//%s/:_auth=YWxpY2U6cGFzc3dvcmQ=%n".formatted(scene.recorder().host());
    machine.project("by-password", "1.0.0").file(".npmrc", machine.read(".npmrc") + credential);
    assertThat(scene.publish(machine).refused().toString()).contains("Only bearer tokens");
    assertThat(scene.status("", "/by-password")).isEqualTo(404);
  }

  private static void profile(ClientScene scene) {
    assertThat(scene.machine(scene.alice()).npm("profile", "get").done().out())
        .contains("alice@acme.example");
  }

  private static void profileSet(ClientScene scene) {
    scene.machine(scene.alice()).npm("profile", "set", "fullname", "Alice Rocket").done();
    assertThat(scene.see("/-/npm/v1/user").text("fullname")).isEqualTo("Alice Rocket");
  }

  private static void newPassword(ClientScene scene) {
    var frank = scene.person("frank");
    var better = "staple battery horse";
    var answers =
        typed("urrent password", Imprimatur.PASSWORD, "New password", better, "gain", better);
    scene.machine(frank).npm(answers, "profile", "set", "password").done();
    assertThat(scene.signInStatus("frank", better)).isEqualTo(201);
    assertThat(scene.signInStatus("frank", Imprimatur.PASSWORD)).isEqualTo(401);
  }

  private static void secondFactor(ClientScene scene) {
    var grace = scene.person("grace");
    var machine = scene.machine(grace);
    var enrolling = new Authenticator[1];
    var answers =
        List.of(
            new Answer("assword", Imprimatur.PASSWORD),
            new Answer(
                "OTP code",
                () -> {
                  enrolling[0] = scene.enrolling();
                  return enrolling[0].code();
                }));
    assertThat(machine.onTerminal(answers, "profile", "enable-2fa", "auth-and-writes").done().out())
        .contains("2FA successfully enabled");
    assertThat(scene.see(grace, "/-/npm/v1/user").text("tfa", "mode")).isEqualTo("auth-and-writes");
    machine
        .npm(
            typed("assword", Imprimatur.PASSWORD),
            "profile",
            "disable-2fa",
            "--otp=" + enrolling[0].code())
        .done();
    assertThat(scene.see(grace, "/-/npm/v1/user").value().toString()).contains("tfa=null");
  }

  private static void tokenList(ClientScene scene) {
    scene.granularToken("nightly");
    assertThat(scene.machine(scene.alice()).npm("token", "list").done().out()).contains("nightly");
  }

  private static void tokenCreate(ClientScene scene) {
    var made =
        scene
            .machine(scene.alice())
            .npm(
                "token",
                "create",
                "--name=ci",
                "--token-description=for CI",
                "--packages-all",
                "--packages-and-scopes-permission=read-only",
                "--cidr=127.0.0.0/8",
                "--expires=3",
                "--password=" + Imprimatur.PASSWORD)
            .done()
            .out();
    assertThat(made).contains("Created token npm_imp").contains("with IP whitelist: 127.0.0.0/8");
    var token = made.replaceAll("(?s).*Created token (\\S+).*", "$1");
    assertThat(scene.status(token, "/-/whoami")).isEqualTo(200);
    var senseless =
        scene
            .machine(scene.alice())
            .npm("token", "create", "--name=ci2", "--password=" + Imprimatur.PASSWORD);
    assertThat(senseless.refused().err())
        .contains("You must have at least one package / scope or organization added");
  }

  private static void tokenRevoke(ClientScene scene) {
    var token = scene.granularToken("over");
    scene.machine(scene.alice()).npm("token", "revoke", token).done();
    assertThat(scene.status(token, "/-/whoami")).isEqualTo(401);
  }
}
