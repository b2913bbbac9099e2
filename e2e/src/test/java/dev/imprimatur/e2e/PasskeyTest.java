package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An account as its owner has it in a real browser, with an authenticator that is pretended. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class PasskeyTest {
  private static final String ADD = "form[data-ceremony=create] button.main";
  private static final String USE = "form[data-ceremony=get] button.main";

  private final E2eEnvironment surroundings;

  PasskeyTest(E2eEnvironments environments) {
    this.surroundings = environments.only();
  }

  @BeforeAll
  static void needsABrowser() {
    RealBrowser.orSkip("passkeys");
  }

  @Test
  void aPasskeyIsEnrolledAndIsAllThatItsOwnerSignsInWith() throws IOException {
    try (var browser = new RealBrowser().handTo(E2eEnvironment.OWNER);
        var npm = new Web("")) {
      browser.open(at("/-/account")).sees("Sign in").picture("sign-in");
      browser.type("#name", E2eEnvironment.OWNER).type("#password", "wrong");
      browser.click("form[action$=login] button.main").sees("the password is wrong");
      browser.picture("sign-in-refused");
      browser.type("#name", E2eEnvironment.OWNER).type("#password", Imprimatur.PASSWORD);
      browser.click("form[action$=login] button.main").sees("This account has no second factor");
      browser.picture("account-new");
      browser.type("#label", "Work laptop").click(ADD).sees("Keep these codes");
      browser.picture("recovery-codes");
      browser.open(at("/-/account")).sees("Work laptop").picture("account");
      browser.click("form[action$=app] button").sees("Let your app read this code");
      browser.picture("new-app");
      browser.open(at("/-/account/confirm")).sees("Is it still you?").picture("confirm");

      // What npm asks is approved without a password.
      var begun = Json.object(npm.post(at("/-/v1/login"), "{}").body());
      var page = local(begun.text("loginUrl"));
      browser.open(at("/-/account")).click(".who button").sees("Install from here");
      browser.open(page).sees("Sign in on a terminal?").picture("challenge");
      browser.click(USE).sees("Go back to your terminal").picture("approved");
      assertThat(npm.status(local(begun.text("doneUrl")))).isEqualTo(200);

      // The browser offers the passkey by itself, and whoever it pretends to have takes it at once.
      browser.open(at("/-/login")).sees("Work laptop").sees("last used");
    }
  }

  /** The virtual authenticator wants a name, and none is made for a number. */
  private URI at(String path) {
    return local(surroundings.server().at(path).toString());
  }

  private static URI local(String address) {
    return URI.create(address.replace("127.0.0.1", "localhost"));
  }
}
