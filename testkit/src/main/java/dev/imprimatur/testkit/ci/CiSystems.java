package dev.imprimatur.testkit.ci;

import java.util.List;
import java.util.Optional;

/** All CI systems that can be pretended. */
public final class CiSystems {
  /** One usual job of each, of {@code acme/rocket} where it has a repository. */
  public static final List<Workload> EXAMPLES =
      List.of(
          GitHub.push("acme/rocket", "publish.yml"),
          GitLab.push("acme/rocket"),
          CircleCi.push("acme/rocket"),
          Buildkite.build("acme", "rocket"),
          Bitbucket.step("acme/rocket"),
          AzurePipelines.run("acme", "rocket", "publish"),
          GoogleServiceAccount.account("publisher@acme-ci.iam.gserviceaccount.com"),
          ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml"),
          GiteaActions.push("acme/rocket", ".gitea/workflows/publish.yml"),
          Jenkins.build("job/acme/job/rocket/"),
          Kubernetes.pod("ci", "publisher"),
          Spiffe.workload("spiffe://acme.example/ci/publisher"),
          OwnCi.job("rocket/publish"));

  public static final List<CiSystem> ALL = EXAMPLES.stream().map(Workload::system).toList();

  private CiSystems() {}

  /** Returns the example of a CI system: {@code gitlab}. */
  public static Optional<Workload> example(String id) {
    return EXAMPLES.stream().filter(job -> job.system().id().equals(id)).findFirst();
  }
}
