package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.AuthenticatorApp;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Somebody at the pages of a registry, in a real browser. They come by a name, and not by a number,
 * as no browser makes passkeys for those.
 */
record Visitor(RealBrowser browser, Server server) {
  static final String SIGN_IN = "form[action$='/-/login'] button.main";
  static final String USE_PASSKEY = "form[data-ceremony=get] button.main";
  static final String ADD_PASSKEY = "form[data-ceremony=create] button.main";
  static final String SEND = "form.card:not([data-ceremony]) button.main";

  private static final Pattern KEY = Pattern.compile("takes this key:\\s+([A-Z2-7 ]+)");

  URI at(String path) {
    return named(server.at(path).toString());
  }

  static URI named(String address) {
    return URI.create(address.replace("127.0.0.1", "localhost"));
  }

  Visitor open(String path) {
    browser.open(at(path));
    return this;
  }

  /** Signs in by a password and whatever the field beside it is for. */
  RealBrowser signIn(String name, String code) {
    open("/-/login");
    browser.type("#name", name).type("#password", Imprimatur.PASSWORD);
    return browser.type("#code", code).click(SIGN_IN);
  }

  /** Signs in who has nothing but a password. */
  Visitor signIn(String name) {
    signIn(name, "").sees("Sessions");
    return this;
  }

  /** Makes a passkey with the authenticator that is there, and comes back to the account. */
  Visitor addPasskey(String label) {
    open("/-/account");
    browser.type("#label", label).click(ADD_PASSKEY).sees("Keep these codes");
    browser.click(".button.main").sees(label);
    return this;
  }

  /**
   * An app that shows each code once. The registry takes the present one and that of half a minute
   * later, whenever they arrive, and none that is earlier than the last one.
   */
  static final class App {
    private static final Duration STEP = Duration.ofSeconds(30);

    private final AuthenticatorApp app;
    private int shown;

    App(AuthenticatorApp app) {
      this.app = app;
    }

    /** Returns a code that was never shown, of which there are two. */
    String code() {
      assertThat(shown).as("codes of one app for which nobody waits").isLessThan(2);
      return app.code(Instant.now().plus(STEP.multipliedBy(shown++)));
    }
  }

  /** Sets an app up by the key that the page shows; returns it when the page shows codes. */
  App addApp() {
    open("/-/account");
    browser.click("form[action$='/app'] button").sees("Let your app read this code");
    var key = KEY.matcher(browser.text());
    assertThat(key.find()).as(browser.text()).isTrue();
    var typed = key.group(1).replace(" ", "");
    QrReader.read(browser)
        .ifPresent(
            uri -> assertThat(uri).startsWith("otpauth://totp/").contains("secret=" + typed + "&"));
    var app = new App(new AuthenticatorApp(typed));
    browser.type("#code", app.code()).click(SEND).sees("Keep these codes");
    return app;
  }

  /** Returns the recovery codes that the page shows. */
  List<String> recoveryCodes() {
    return Pattern.compile("[0-9a-f]{64}")
        .matcher(browser.text())
        .results()
        .map(found -> found.group())
        .toList();
  }

  Visitor signOut() {
    browser.click(".who button");
    return this;
  }
}
