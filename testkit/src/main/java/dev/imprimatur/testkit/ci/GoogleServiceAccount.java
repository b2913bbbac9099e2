package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Service accounts of Google Cloud (cloud.google.com, "Get an ID token"). One issuer for all,
 * people included.
 */
public final class GoogleServiceAccount {
  public static final CiSystem SYSTEM =
      new CiSystem(
          "google",
          new Site("{server}", "/oauth2/v3/certs"),
          Signing.PLAIN,
          Supply.GIVEN,
          GoogleServiceAccount::say,
          claims -> Map.of());

  private GoogleServiceAccount() {}

  /** Returns a workload under an account, {@code name@project.iam.gserviceaccount.com}. */
  public static Workload account(String email) {
    return Workload.of(SYSTEM).fact("email", email);
  }

  /** Returns a person who has just signed in somewhere. */
  public static Workload person(String email) {
    return account(email);
  }

  /** Lets the account be one that was deleted and made anew under its name. */
  public static UnaryOperator<Workload> madeAnew() {
    return job -> job.fact("sub", Derived.number(job.chosen("email") + " anew"));
  }

  private static void say(ClaimsBuilder said) {
    said.forItsReader().orElse("sub", Derived.number(said.text("email")));
    said.orElse("azp", said.text("sub")).orElse("email_verified", true);
    said.lasting(Duration.ofHours(1));
  }
}
