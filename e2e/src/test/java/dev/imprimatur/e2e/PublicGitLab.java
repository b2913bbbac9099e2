package dev.imprimatur.e2e;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Workload;
import java.nio.file.Path;
import java.util.List;

/** A company's own GitLab with a project that everybody may see. */
final class PublicGitLab implements AutoCloseable {
  private static final Workload PUSH = GitLab.push("acme/lander").but(GitLab.visibility("public"));

  /** With a certificate of its own, as repositories are named by such addresses only. */
  private final FakeIssuer issuer =
      FakeIssuer.startAs(GitLab.SYSTEM, "https://gitlab.acme.example");

  /** Opens an environment whose registry takes its tokens, and this Sigstore for its jobs. */
  E2eEnvironment surroundings(Path folder, SigstoreSetup setup) {
    return E2eEnvironment.open(
        folder,
        List.of(Imprimatur.unreachable("gitlab", issuer, folder)),
        setup.and("gitlab", issuer));
  }

  String repository() {
    return issuer.issuer() + "/acme/lander";
  }

  /** Trusts its pipeline with a package, which is alice's if it is new. */
  void trust(E2eEnvironment surroundings, String name) {
    var claims =
        Json.members(
            "project_path",
            "acme/lander",
            "ci_config_ref_uri",
            Json.members("file", ".gitlab-ci.yml"),
            "iss",
            issuer.issuer());
    surroundings.owner().trust(name, Json.members("type", "gitlab", "claims", claims));
  }

  /** A job that has a token for publishing only. */
  FakeJob job() {
    return issuer.job(PUSH.audience("npm:localhost"));
  }

  /** A job that has a token for signing as well. */
  FakeJob signingJob() {
    return job().with("SIGSTORE_ID_TOKEN", issuer.sign(PUSH.audience("sigstore")));
  }

  @Override
  public void close() {
    issuer.close();
  }
}
