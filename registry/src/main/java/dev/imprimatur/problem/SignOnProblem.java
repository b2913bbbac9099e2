package dev.imprimatur.problem;

import static dev.imprimatur.problem.Quoted.text;

import java.time.Duration;
import java.util.Optional;

/** A reason to refuse somebody who comes from an identity provider, or what comes from it. */
public sealed interface SignOnProblem extends Problem {

  /** The provider does not answer, or not as it should; nobody's fault who wants to sign in. */
  record IdentityProviderUnavailable(String provider, String why) implements SignOnProblem {
    private static final Duration PAUSE = Duration.ofSeconds(60);

    @Override
    public String detail() {
      return "%s cannot sign anybody in at the moment: %s.".formatted(provider, why);
    }

    @Override
    public Optional<Duration> retryAfter() {
      return Optional.of(PAUSE);
    }
  }

  /** An answer came back that belongs to no sign-in of this browser. */
  record SignOnNotBegun(String why) implements SignOnProblem {
    @Override
    public String detail() {
      return "This is not the answer to a sign-in that this browser began: %s. Begin again."
          .formatted(why);
    }
  }

  /** The provider itself refused, or the person did, and it said so in one word. */
  record SignOnDenied(String provider, String error) implements SignOnProblem {
    @Override
    public String detail() {
      return "%s did not let you in here: %s.".formatted(provider, text(error));
    }
  }

  /** An answer of the provider cannot be believed. */
  record IdentityRefused(String provider, String why) implements SignOnProblem {
    @Override
    public String detail() {
      return "The answer of %s is refused: %s.".formatted(provider, why);
    }
  }

  /** Nobody here has this identity, and accounts do not make themselves. */
  record NoAccountYet(String provider) implements SignOnProblem {
    @Override
    public String detail() {
      return "Nobody here signs in with this account of %s. Ask who operates this registry."
          .formatted(provider);
    }
  }

  /** An identity is one account's, and an account has one of each provider. */
  record IdentityTaken(String provider) implements SignOnProblem {
    @Override
    public String detail() {
      return "This account of %s, or yours here, is linked with another one already."
          .formatted(provider);
    }
  }

  /** A provider said that somebody has signed out, and cannot be believed. */
  record LogoutTokenRefused(String provider, String why) implements SignOnProblem {
    @Override
    public String detail() {
      return "The logout token of %s is refused: %s.".formatted(provider, why);
    }
  }

  /** People of this registry sign in by a provider, and not with a password. */
  record PasswordsOff() implements SignOnProblem {
    @Override
    public String detail() {
      return "Nobody signs in with a password here. Sign in on this registry's page, by npm login"
          + " --auth-type=web.";
    }
  }
}
