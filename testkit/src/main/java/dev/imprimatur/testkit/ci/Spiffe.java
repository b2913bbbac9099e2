package dev.imprimatur.testkit.ci;

import dev.imprimatur.testkit.ci.CiSystem.Signing;
import dev.imprimatur.testkit.ci.CiSystem.Site;
import dev.imprimatur.testkit.ci.CiSystem.Supply;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Workloads of a trust domain (spiffe.io, "JWT-SVID"). Its tokens name no issuer, its keys are in a
 * bundle that is handed over and found nowhere, and so it is known as {@code
 * spiffe://acme.example}.
 */
public final class Spiffe {
  /** The trust domain {@code acme.example}. */
  public static final CiSystem SYSTEM = of("acme.example");

  private Spiffe() {}

  public static CiSystem of(String trustDomain) {
    return new CiSystem(
        "spiffe",
        new Site("spiffe://" + trustDomain, "/bundle"),
        new Signing(Map.of(), "jwt-svid"),
        Supply.GIVEN,
        Spiffe::say,
        claims -> Map.of());
  }

  /** Returns a workload: {@code spiffe://acme.example/ci/publisher}. */
  public static Workload workload(String id) {
    return Workload.of(SYSTEM).fact("sub", id);
  }

  /** Lets the token name its issuer, as that of an OIDC discovery provider does. */
  public static UnaryOperator<Workload> namingItsIssuer(String issuer) {
    return job -> job.with("iss", issuer);
  }

  private static void say(ClaimsBuilder said) {
    said.forItsReaders().lasting(Duration.ofMinutes(5)).leaveOut("iss");
  }
}
