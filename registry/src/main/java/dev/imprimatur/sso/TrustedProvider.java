package dev.imprimatur.sso;

import dev.imprimatur.openid.Identity;
import dev.imprimatur.openid.OpenIdProvider;
import dev.imprimatur.problem.SignOnProblem;
import java.util.Map;
import java.util.Set;

/**
 * A provider that people may sign in by, and what its word is worth here.
 *
 * @param groups what its groups give
 * @param secondFactors the methods ({@code amr}, {@code acr}) that count as a second factor; none
 *     unless the operator says so, as only they know what these words mean there
 * @param required claims that an identity must have, each with one of these values
 */
public record TrustedProvider(
    OpenIdProvider openId,
    GroupPolicy groups,
    Set<String> secondFactors,
    Map<String, Set<String>> required) {

  public TrustedProvider {
    secondFactors = Set.copyOf(secondFactors);
    required = Map.copyOf(required);
  }

  /**
   * Requires that an identity is of those whom the operator meant: a provider may vouch for people
   * of every company. Only what the ID token says counts, and never what was asked for.
   */
  void require(Identity identity) {
    required.forEach((claim, values) -> {
      if (identity.texts(claim).stream().noneMatch(values::contains)) {
        throw new SignOnProblem.IdentityRefused(
                openId.title(), "its claim %s is none that lets people in here".formatted(claim))
            .asException();
      }
    });
  }

  /** Returns whether somebody has shown a second factor there that counts here. */
  boolean provedSecondFactor(Identity identity) {
    return identity.texts("amr").stream().anyMatch(secondFactors::contains)
        || identity.text("acr").filter(secondFactors::contains).isPresent();
  }
}
