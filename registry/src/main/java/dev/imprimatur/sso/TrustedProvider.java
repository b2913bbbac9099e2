package dev.imprimatur.sso;

import dev.imprimatur.openid.Identity;
import dev.imprimatur.openid.OpenIdProvider;
import java.util.Set;

/**
 * A provider that people may sign in by, and what its word is worth here.
 *
 * @param groups what its groups give
 * @param secondFactors the methods ({@code amr}, {@code acr}) that count as a second factor; none
 *     unless the operator says so, as only they know what these words mean there
 */
public record TrustedProvider(
    OpenIdProvider openId, GroupPolicy groups, Set<String> secondFactors) {

  public TrustedProvider {
    secondFactors = Set.copyOf(secondFactors);
  }

  /** Returns whether somebody has shown a second factor there that counts here. */
  boolean provedSecondFactor(Identity identity) {
    return identity.texts("amr").stream().anyMatch(secondFactors::contains)
        || identity.text("acr").filter(secondFactors::contains).isPresent();
  }
}
