package dev.imprimatur.rulebooks;

import dev.imprimatur.claimrules.Claim;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.problem.TrustProblem;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * The rules of an operator for the tokens of an issuer that no rulebook is about.
 *
 * @param names claims that tell one workload from another; a publisher must name all of them
 * @param ids claims that are never given to another workload; they are pinned
 * @param requires what every token must say
 * @param records claims that are kept with what a token led to
 * @param givesIds whether every token has a {@code jti} of its own
 * @param lifetimeMax no token is taken that lasts longer; up to a day
 */
public record OwnRules(
    List<Claim> names,
    List<Claim> ids,
    JsonObject requires,
    List<Claim> records,
    boolean givesIds,
    Duration lifetimeMax) {
  public static final Duration USUAL_LIFETIME_MAX = Duration.ofMinutes(60);
  private static final Duration LONGEST = Duration.ofDays(1);

  /**
   * The claims that are the same in all tokens of an issuer; a publisher that names only these
   * matches anybody.
   */
  private static final Set<String> COMMON = Set.of("iss", "aud");

  public OwnRules {
    if (names.stream().map(Claim::name).allMatch(COMMON::contains)) {
      throw new TrustProblem.InvalidIssuer(
              "its rules must name a claim that tells one workload from another")
          .asException();
    }
    if (lifetimeMax.compareTo(Duration.ofMinutes(1)) < 0 || lifetimeMax.compareTo(LONGEST) > 0) {
      throw new TrustProblem.InvalidIssuer("its tokens last from 1 to 1440 minutes").asException();
    }
    names = List.copyOf(names);
    ids = List.copyOf(ids);
    records = List.copyOf(records);
  }
}
