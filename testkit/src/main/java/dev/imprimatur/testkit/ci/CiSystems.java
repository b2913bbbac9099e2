package dev.imprimatur.testkit.ci;

import java.util.List;
import java.util.Optional;

/** All CI systems that can be pretended. */
public final class CiSystems {
  public static final List<CiSystem> ALL =
      List.of(
          GitHub.SYSTEM,
          GitLab.SYSTEM,
          CircleCi.SYSTEM,
          Buildkite.SYSTEM,
          Bitbucket.SYSTEM,
          AzurePipelines.SYSTEM,
          GoogleServiceAccount.SYSTEM,
          ForgejoActions.SYSTEM,
          GiteaActions.SYSTEM,
          Jenkins.SYSTEM,
          Kubernetes.SYSTEM,
          Spiffe.SYSTEM,
          OwnCi.SYSTEM);

  private CiSystems() {}

  public static Optional<CiSystem> find(String id) {
    return ALL.stream().filter(system -> system.id().equals(id)).findFirst();
  }
}
