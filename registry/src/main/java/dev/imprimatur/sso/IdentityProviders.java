package dev.imprimatur.sso;

import dev.imprimatur.limits.Limits;
import dev.imprimatur.openid.OpenIdClient;
import dev.imprimatur.outbound.Outbound;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The providers that people may sign in by, each with the client that asks it. */
public final class IdentityProviders {
  private final Map<String, Known> byName = new LinkedHashMap<>();

  /** A provider, and the client that asks it. */
  record Known(TrustedProvider trusted, OpenIdClient client) {
    String name() {
      return trusted.openId().name();
    }
  }

  public IdentityProviders(
      List<TrustedProvider> trusted, Outbound outbound, InstantSource clock, Limits.Trust limits) {
    for (var each : trusted) {
      var client = new OpenIdClient(each.openId(), outbound, clock, limits);
      byName.put(each.openId().name(), new Known(each, client));
    }
  }

  Optional<Known> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }
}
