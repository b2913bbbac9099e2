package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Jenkins;
import java.nio.file.Path;
import java.util.List;

/** The CI systems that a company may have beside GitHub, all of them pretended. */
final class CiSystems implements AutoCloseable {
  private final FakeIssuer gitlab = FakeIssuer.start(GitLab.SYSTEM);
  private final FakeIssuer forgejo = FakeIssuer.start(ForgejoActions.SYSTEM);
  private final FakeIssuer jenkins = FakeIssuer.start(Jenkins.SYSTEM);

  /** It is in the cloud, and where its keys are follows from the organization. */
  private final FakeIssuer circleci =
      FakeIssuer.startAs(
          CircleCi.SYSTEM, "https://oidc.circleci.com/org/" + CircleCi.organizationId("acme"));

  FakeIssuer gitlab() {
    return gitlab;
  }

  FakeIssuer forgejo() {
    return forgejo;
  }

  FakeIssuer jenkins() {
    return jenkins;
  }

  FakeIssuer circleci() {
    return circleci;
  }

  /** Opens an environment whose registry takes their identity tokens. */
  E2eEnvironment surroundings(Path folder) {
    return E2eEnvironment.open(
        folder,
        List.of(
            Imprimatur.issuer("gitlab", gitlab),
            Imprimatur.issuer("forgejo", forgejo),
            Imprimatur.issuer("jenkins", jenkins),
            Imprimatur.unreachable("circleci", circleci, folder)));
  }

  @Override
  public void close() {
    gitlab.close();
    forgejo.close();
    jenkins.close();
    circleci.close();
  }
}
