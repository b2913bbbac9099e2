package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;

/** A CI system of one's own, which says little of itself; add its claims with {@code with}. */
public final class OwnCi {
  public static final CiSystem SYSTEM =
      new CiSystem(
          "generic",
          new Site("{server}", "/.well-known/jwks.json"),
          Signing.PLAIN,
          Supply.GIVEN,
          OwnCi::say,
          claims -> Map.of("CI", "true"));

  private OwnCi() {}

  public static Workload job(String subject) {
    return Workload.of(SYSTEM).fact("sub", subject);
  }

  private static void say(ClaimsBuilder said) {
    said.withId().forItsReader();
    said.lasting(Duration.ofMinutes(10)).goodBefore(Duration.ZERO);
  }
}
