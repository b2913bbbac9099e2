package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.Pins;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonBoolean;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Service accounts of Google Cloud. Claims: cloud.google.com, "Get an ID token". They identify the
 * account, and tell nothing of what runs or from which code; whatever can act as the account can
 * publish.
 */
final class GoogleServiceAccount {
  /**
   * The form of an account, but not of those that every workload of a project has: Compute's and
   * App Engine's own.
   */
  private static final String ACCOUNT =
      "[a-z][a-z0-9-]{4,28}[a-z0-9]@[a-z0-9-]+(?:\\.[a-z0-9-]+)*\\.iam\\.gserviceaccount\\.com";

  static final Provider PROVIDER =
      provider("google", "Google Cloud")
          .issuedBy("https://accounts.google.com")
          .hasKeysAt("www.googleapis.com")
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(65))
          .givesOneTokenToAJob()
          // Google signs everybody's log-ins with the same keys.
          .isAJobIf("sub", "email")
          .isAJobIf(
              new RequiredCondition(
                  Claim.text("email"),
                  "service account",
                  GoogleServiceAccount::isAccount,
                  "of a service account that somebody made"))
          .isAJobIf(
              new RequiredCondition(
                  Claim.truth("email_verified"),
                  "verification",
                  GoogleServiceAccount::isVerified,
                  "that is true"))
          .rule(
              new ProjectClaim(
                  Setting.text(
                          "email",
                          "service account",
                          Form.of(
                              ACCOUNT,
                              "write NAME@PROJECT.iam.gserviceaccount.com; everything in a project"
                                  + " may use the default accounts of Compute and App Engine"),
                          "--service-account")
                      .needed()
                      .asked(
                          "Service account",
                          "publisher@acme-ci.iam.gserviceaccount.com",
                          "The account that the build runs as; make one for this alone.",
                          "IAM, Service accounts."),
                  Claim.text("email"),
                  EXACT))
          // The address can be created again; the number is never reused.
          .pins(new Pins(List.of(Claim.text("sub")), List.of()))
          .ignores("azp", "google", "hd", "at_hash")
          .cannotTellPullRequests("a token names an account, and not what it is used for")
          .isKnownBy("email")
          .shows(Shown.plain("Service account", "email"))
          .build();

  private GoogleServiceAccount() {}

  private static boolean isAccount(TokenPayload claims) {
    return claims.text("email").filter(email -> email.matches(ACCOUNT)).isPresent();
  }

  private static boolean isVerified(TokenPayload claims) {
    return claims.json().get("email_verified").equals(Optional.of(new JsonBoolean(true)));
  }
}
