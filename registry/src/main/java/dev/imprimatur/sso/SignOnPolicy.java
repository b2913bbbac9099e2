package dev.imprimatur.sso;

import java.util.List;
import java.util.Optional;

/**
 * The ways in which people sign in, as the operator has configured them.
 *
 * @param passwords whether a password is one of them
 */
public record SignOnPolicy(List<TrustedProvider> providers, boolean passwords) {
  /** Passwords and nothing else. */
  public static final SignOnPolicy NONE = new SignOnPolicy(List.of(), true);

  public SignOnPolicy {
    providers = List.copyOf(providers);
  }

  /** The provider of this name in addresses. */
  public Optional<TrustedProvider> find(String name) {
    return providers.stream().filter(each -> each.openId().name().equals(name)).findFirst();
  }
}
