package dev.imprimatur.providers;

import static dev.imprimatur.claimrules.Comparison.EXACT;
import static dev.imprimatur.rulebooks.Provider.provider;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.claimrules.ProjectClaim;
import dev.imprimatur.claimrules.Setting;
import dev.imprimatur.claimrules.Setting.Form;
import dev.imprimatur.display.Fact;
import dev.imprimatur.display.Shown;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.rulebooks.Provider;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Jenkins with its plugin {@code oidc-provider}. It tells the job's address and nothing of the
 * code; claims that an administrator adds to its tokens only they can explain: for that there is
 * the generic issuer.
 */
final class Jenkins {
  private static final Form JOB =
      Form.of(
          "https?://[A-Za-z0-9.-]+(?::\\d{1,5})?(?!.*/\\.{1,2}(?:/|$))"
              + "(?:/[A-Za-z0-9._~%!$&'()+,;=:@-]+){1,40}/?",
          "write the address of the job as it is in its tokens, such as"
              + " https://jenkins.acme.example/job/rocket/");

  private static final Pattern ISSUER =
      Pattern.compile(
          "(https://[A-Za-z0-9.-]+(?::\\d+)?(?:/[A-Za-z0-9_-]+)*?)"
              + "(?:/job/[A-Za-z0-9._~%-]+)*/oidc");

  private static final Pattern LINKED =
      Pattern.compile("(?:/job/[A-Za-z0-9_~-][A-Za-z0-9._~%-]{0,200}){1,20}/");

  static final Provider PROVIDER =
      provider("jenkins", "Jenkins")
          .signsWith("RS256")
          .lastsAtMost(Duration.ofMinutes(65))
          .givesOneTokenToAJob()
          .isAJobIf("sub")
          .isAJobIf(Claim.number("build_number"))
          .rule(
              new ProjectClaim(
                  Setting.text("sub", "job", JOB, "--job")
                      .needed()
                      .asked(
                          "Job",
                          "https://jenkins.acme.example/job/acme/job/rocket/",
                          "The address of the job, as it is in its tokens."),
                  Claim.text("sub"),
                  EXACT))
          .records(Claim.number("build_number"))
          .cannotTellPullRequests("a token names the job by its address, and not what it built")
          .isOneRunIfSame(Claim.text("sub"), Claim.number("build_number"))
          .isKnownBy("sub")
          .isSeenAt(Jenkins::web)
          .shows(Jenkins::job, Jenkins::build)
          .build();

  private Jenkins() {}

  private static Optional<String> web(String issuer) {
    return Optional.of(ISSUER.matcher(issuer)).filter(m -> m.matches()).map(m -> m.group(1));
  }

  private static Optional<Fact> job(JsonObject recorded, String web) {
    return Shown.said(recorded, "sub")
        .map(job -> new Fact("Job", job, Optional.of(job).filter(url -> isBelow(url, web))));
  }

  private static Optional<Fact> build(JsonObject recorded, String web) {
    return Shown.said(recorded, "build_number")
        .map(number ->
            new Fact(
                "Build",
                number,
                Shown.said(recorded, "sub")
                    .filter(url -> isBelow(url, web) && number.matches("[1-9][0-9]{0,9}"))
                    .map(url -> url + number + "/")));
  }

  /** Returns whether a link leads to a job of the very Jenkins that signed. */
  private static boolean isBelow(String url, String web) {
    return !web.isEmpty()
        && url.startsWith(web)
        && LINKED.matcher(url.substring(web.length())).matches();
  }
}
