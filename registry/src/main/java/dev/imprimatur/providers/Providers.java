package dev.imprimatur.providers;

import dev.imprimatur.rulebooks.Issuer;
import dev.imprimatur.rulebooks.Provider;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The CI systems whose identity tokens we understand. Whom we trust is readable in one place. */
public record Providers(List<Provider> all) {
  public static final List<Provider> ALL =
      List.of(
          GitHubActions.PROVIDER,
          GitLab.PROVIDER,
          CircleCi.PROVIDER,
          Buildkite.PROVIDER,
          Bitbucket.PROVIDER,
          AzurePipelines.PROVIDER,
          GoogleServiceAccount.PROVIDER,
          ForgejoActions.PROVIDER,
          GiteaActions.PROVIDER,
          Jenkins.PROVIDER,
          Kubernetes.PROVIDER,
          Spiffe.PROVIDER,
          Generic.PROVIDER);

  public Providers {
    all = List.copyOf(all);
  }

  /** Returns those that every registry understands. */
  public static Providers usual() {
    return new Providers(ALL);
  }

  public Optional<Provider> find(String id) {
    return all.stream().filter(provider -> provider.id().equals(id)).findFirst();
  }

  /** Makes an issuer of a provider whose rules are the same for all of its issuers. */
  public static Issuer anyIssuerOf(Provider provider) {
    return new Issuer(
        provider, provider.builtIn().orElse(""), Issuer.Reach.PUBLIC, Issuer.Terms.USUAL);
  }

  /** Lists their ids, for a sentence. */
  public String ids() {
    return all.stream().map(Provider::id).collect(Collectors.joining(", "));
  }
}
