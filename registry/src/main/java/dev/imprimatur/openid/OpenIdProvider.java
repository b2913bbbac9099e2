package dev.imprimatur.openid;

import dev.imprimatur.outbound.Ask.Reach;
import dev.imprimatur.secret.Secret;
import java.util.List;

/**
 * A provider of people's identities (OpenID Connect Core 1.0), as the operator has configured it.
 *
 * @param name its name in addresses here
 * @param title its name for people
 * @param issuer its address, exactly as its tokens have it in {@code iss}
 * @param clientId what this registry is called there
 * @param scopes what is asked for beside {@code openid}
 * @param reach whether it may be in the operator's own network
 */
public record OpenIdProvider(
    String name,
    String title,
    String issuer,
    String clientId,
    Secret clientSecret,
    List<String> scopes,
    Reach reach) {

  public OpenIdProvider {
    scopes = List.copyOf(scopes);
  }
}
