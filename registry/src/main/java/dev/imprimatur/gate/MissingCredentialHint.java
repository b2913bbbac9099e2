package dev.imprimatur.gate;

import dev.imprimatur.npm.PackageName;
import dev.imprimatur.tokens.Grant;
import dev.imprimatur.tokens.Token;
import java.util.regex.Pattern;

/**
 * The hint why a write probably came without a usable credential. A package manager goes on without
 * one when the token exchange fails, so this answer is often the only thing that its user reads.
 */
final class MissingCredentialHint {
  private static final String SIGN_IN = "Sign in with npm login";
  private static final Pattern NPM = Pattern.compile("npm/(\\d{1,9})\\.(\\d{1,9})\\.(\\d{1,9})");
  private static final Pattern CI = Pattern.compile("\\bci/([a-z-]+)");

  private MissingCredentialHint() {}

  /** The hint for a request without a credential. */
  static String text(String userAgent) {
    return "There is no credential. " + cure(userAgent);
  }

  /** The hint for whoever reads without a credential what may be hidden from them. */
  static String hidden(PackageName name) {
    return "%s is in a scope of an organization, and you are not signed in. %s."
        .formatted(name, SIGN_IN);
  }

  /**
   * The hint for a request with something else in place of a credential.
   *
   * @param guess what that probably is
   */
  static String text(String userAgent, String guess) {
    return "There is no usable credential: %s. %s".formatted(guess, cure(userAgent));
  }

  /** The hint for a request with an expired token. */
  static String expired(Token token) {
    var cure =
        switch (token.grant()) {
          case Grant.Session _, Grant.Browser _ -> "Sign in again with npm login.";
          case Grant.Granular _ -> "Make a new one with npm token create, after npm login.";
          case Grant.OfJob _ -> "A job gets another one for a fresh identity token.";
        };
    return "This token expired at %s. %s".formatted(token.expiresAt().orElseThrow(), cure);
  }

  private static String cure(String userAgent) {
    var ci = CI.matcher(userAgent);
    if (!ci.find()) {
      return SIGN_IN + ", or publish from CI through a trusted publisher.";
    }
    if (isTooOld(userAgent)) {
      return "Trusted publishing needs npm 11.5.1 or newer, and this is an older one.";
    }
    if (ci.group(1).startsWith("github")) {
      return "For trusted publishing, the workflow needs \"permissions: id-token: write\", and the"
          + " exchange of its identity token must have been accepted; npm prints a notice with the"
          + " reason if it was not.";
    }
    return "For trusted publishing, the job needs an identity token in NPM_ID_TOKEN, and its"
        + " exchange must have been accepted; npm prints a notice with the reason if it was not.";
  }

  private static boolean isTooOld(String userAgent) {
    var npm = NPM.matcher(userAgent);
    if (!npm.find()) {
      return false;
    }
    long version = 0;
    for (int part = 1; part <= 3; part++) {
      version = version * 1000 + Math.min(Long.parseLong(npm.group(part)), 999);
    }
    return version < 11_005_001;
  }
}
