package dev.imprimatur.trust;

import java.util.List;
import java.util.Optional;

/** The CI systems whose identity tokens we understand. Whom we trust is readable in one place. */
public final class Providers {
  public static final List<Provider> ALL = List.of(GitHubActions.PROVIDER);

  private Providers() {}

  public static Optional<Provider> find(String id) {
    return ALL.stream().filter(provider -> provider.id().equals(id)).findFirst();
  }
}
