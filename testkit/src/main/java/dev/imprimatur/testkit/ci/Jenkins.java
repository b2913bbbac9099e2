package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Jenkins with its plugin {@code oidc-provider}. A build has its token as a credential; npm takes
 * it for GitLab's if the build also says {@code GITLAB_CI=1}.
 */
public final class Jenkins {
  private static final String PATH = "/oidc";

  public static final CiSystem SYSTEM =
      new CiSystem(
          "jenkins",
          new Site("{server}" + PATH, PATH + "/jwks"),
          Signing.PLAIN,
          Supply.GIVEN,
          Jenkins::say,
          Jenkins::variables);

  private Jenkins() {}

  /**
   * Returns a build of a job.
   *
   * @param path where it is below the address of Jenkins: {@code job/acme/job/rocket/}
   */
  public static Workload build(String path) {
    return Workload.of(SYSTEM).fact("sub", path);
  }

  public static UnaryOperator<Workload> number(long number) {
    return job -> job.fact("build_number", number);
  }

  /** Leaves out the audience, as is usual until an administrator gives the credential one. */
  public static UnaryOperator<Workload> withoutAudience() {
    return job -> job.without("aud");
  }

  /** Returns the address of a job, as its tokens have it. */
  public static String address(String issuer, String path) {
    return issuer.substring(0, issuer.length() - PATH.length() + 1) + path;
  }

  private static void say(ClaimsBuilder said) {
    said.forItsReaders().orElse("build_number", 41L).lasting(Duration.ofHours(1));
    said.replace("sub", address(said.issuer(), said.text("sub")));
  }

  private static Map<String, String> variables(Map<String, @Nullable Object> claims) {
    return Variables.of(claims)
        .set("BUILD_NUMBER", String.valueOf(claims.get("build_number")))
        .say("JOB_URL", "sub")
        .set("JENKINS_URL", String.valueOf(claims.get("iss")).replaceFirst("oidc$", ""))
        .all();
  }
}
