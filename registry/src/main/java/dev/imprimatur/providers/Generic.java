package dev.imprimatur.providers;

import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.display.Shown;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;

/**
 * Any other issuer of identity tokens (OpenID Connect Core 1.0); an operator configures their
 * claims.
 */
final class Generic {
  static final Provider PROVIDER =
      provider("generic", "Generic CI")
          .signsWith("RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "PS384", "PS512")
          .lastsAtMost(Duration.ofMinutes(65))
          .givesOneTokenToAJob()
          .cannotTellPullRequests(
              "its rules are the operator's, who can require a claim that tells them apart")
          .isKnownBy("sub")
          .shows(Shown.plain("Subject", "sub"))
          .judgedByOperator();

  private Generic() {}
}
