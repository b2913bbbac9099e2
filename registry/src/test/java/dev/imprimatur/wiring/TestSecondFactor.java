package dev.imprimatur.wiring;

import dev.imprimatur.testkit.AuthenticatorApp;
import java.time.InstantSource;
import java.util.List;

/**
 * The second factor of somebody in a test: an app that knows what time it is, and recovery codes.
 */
public record TestSecondFactor(
    AuthenticatorApp app, InstantSource clock, List<String> recoveryCodes) {

  /** Returns the code that the app shows now. */
  public String code() {
    return app.code(clock.instant());
  }
}
