package dev.imprimatur.doors.support;

import dev.imprimatur.openid.OpenIdProvider;
import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.secret.Secret;
import dev.imprimatur.testkit.FakeIdentityProvider;
import java.util.List;

/** The configuration by which a registry knows a pretended identity provider. */
public final class PretendedProvider {
  private PretendedProvider() {}

  /** Returns it under the name of acme, as one that is asked for a person's mail address. */
  public static OpenIdProvider acme(FakeIdentityProvider provider) {
    return new OpenIdProvider(
        "acme",
        "Acme",
        provider.issuer(),
        FakeIdentityProvider.CLIENT,
        Secret.of(FakeIdentityProvider.SECRET),
        List.of("profile", "email"),
        Reach.INTERNAL);
  }
}
