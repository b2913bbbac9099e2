package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.RequiredCondition;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.claimrules.TokenPayload;
import dev.imprimatur.display.Shown;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Workloads with a SPIFFE ID. Claims: spiffe.io, "JWT-SVID". Without {@code iss} the trust domain
 * has signed it, and its issuer here is {@code spiffe://} and that domain.
 */
final class Spiffe {
  private static final String DOMAIN = "spiffe://[a-z0-9._-]{1,255}";
  private static final Pattern ID =
      Pattern.compile(DOMAIN + "(?:/(?!\\.{1,2}(?:/|$))[A-Za-z0-9._-]{1,255}){1,32}");

  static final Provider PROVIDER =
      provider("spiffe", "SPIFFE")
          .signsWith("RS256", "RS384", "RS512", "ES256", "ES384", "PS256", "PS384", "PS512")
          .mayLeaveOutKeyIds()
          .hasOnlyHeaders("alg", "kid", "typ")
          .marksKeysAs("jwt-svid")
          .lastsAtMost(Duration.ofMinutes(15))
          .givesOneTokenToAJob()
          .isAJobIf(
              new RequiredCondition(
                  Claim.text("sub"),
                  "SPIFFE ID",
                  Spiffe::isId,
                  "that is a SPIFFE ID of its issuer"))
          .rule(
              new ProjectClaim(
                  Setting.text(
                          "sub",
                          "SPIFFE ID",
                          new Form(
                              ID,
                              "write it as spiffe://trust-domain/path, with a domain in lower case"
                                  + " and no slash at its end"),
                          "--spiffe-id")
                      .needed()
                      .asked(
                          "SPIFFE ID",
                          "spiffe://acme.example/ci/publisher",
                          "The identity of the workload that publishes."),
                  Claim.text("sub"),
                  EXACT))
          .cannotTellPullRequests("a token names a workload, and not what it does")
          .isKnownBy("sub")
          .shows(Shown.plain("SPIFFE ID", "sub"))
          .build();

  private Spiffe() {}

  /**
   * Checks the id: a trust domain signs for itself, an issuer with a web address for whom its
   * operator says.
   */
  private static boolean isId(TokenPayload claims) {
    var issuer = claims.issuerUrl();
    return claims
        .text("sub")
        .filter(sub -> ID.matcher(sub).matches())
        .filter(sub -> !issuer.startsWith("spiffe://") || sub.startsWith(issuer + "/"))
        .isPresent();
  }
}
