package dev.imprimatur.doors.issuers;

import dev.imprimatur.testkit.ci.AzurePipelines;
import dev.imprimatur.testkit.ci.Bitbucket;
import dev.imprimatur.testkit.ci.Buildkite;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.GiteaActions;
import dev.imprimatur.testkit.ci.GoogleServiceAccount;
import dev.imprimatur.testkit.ci.Jenkins;
import dev.imprimatur.testkit.ci.Kubernetes;
import dev.imprimatur.testkit.ci.OwnCi;
import dev.imprimatur.testkit.ci.Spiffe;
import java.util.List;

/** One scene for each CI system but GitHub Actions, which has a test of its own. */
final class CiScenes {
  private static final String RULE = "rule-mismatch";
  private static final String STRANGER = "no-publisher";
  private static final String KIND = "token-kind";

  static final List<CiScene> ALL =
      List.of(
          gitlab(),
          circleCi(),
          buildkite(),
          bitbucket(),
          azure(),
          google(),
          forgejo(),
          gitea(),
          jenkins(),
          kubernetes(),
          spiffe(),
          own());

  private CiScenes() {}

  private static CiScene gitlab() {
    var push = GitLab.push("acme/rocket");
    return CiScene.of(push, "--project", "acme/rocket", "--file", ".gitlab-ci.yml")
        .refusing(
            "a merge request of a fork",
            push.but(GitLab.mergeRequestOfFork("evil/rocket")),
            STRANGER)
        .refusing("a merge request", push.but(GitLab.mergeRequest()), RULE)
        .refusing("another file", push.but(GitLab.file("ci/test.yml")), RULE)
        .refusing("a pipeline without a file", push.but(GitLab.noFile()), RULE)
        .refusing("a person's log-in", push.without("job_id"), KIND);
  }

  private static CiScene circleCi() {
    var push = CircleCi.push("acme/rocket");
    return CiScene.of(
            push.but(CircleCi.contexts("a1b2c3d4-e5f6-7890-abcd-ef1234567890")),
            "--org-id",
            CircleCi.organizationId("acme"),
            "--project-id",
            CircleCi.projectId("acme/rocket"),
            "--pipeline-definition-id",
            CircleCi.definitionId("acme/rocket"),
            "--vcs-origin",
            "github.com/acme/rocket",
            "--context-id",
            "a1b2c3d4-e5f6-7890-abcd-ef1234567890")
        .refusing("no context", push, RULE)
        .refusing(
            "a fork",
            push.but(CircleCi.contexts("a1b2c3d4-e5f6-7890-abcd-ef1234567890"))
                .but(CircleCi.fork("evil/rocket")),
            RULE)
        .refusing(
            "somebody with a shell",
            push.but(CircleCi.contexts("a1b2c3d4-e5f6-7890-abcd-ef1234567890"))
                .but(CircleCi.sshRerun()),
            RULE)
        .refusing("another project", CircleCi.push("acme/shuttle"), STRANGER)
        .refusing("another organization", CircleCi.push("evil/rocket"), KIND);
  }

  private static CiScene buildkite() {
    var build = Buildkite.build("acme", "rocket");
    return CiScene.of(build, "--organization", "acme", "--pipeline", "rocket")
        .refusing("a fork", build.but(Buildkite.fork("evil")), RULE)
        .refusing("an agent of somebody", build.but(Buildkite.selfHosted()), RULE)
        .refusing("no ids", build.but(Buildkite.withoutIds()), KIND)
        .refusing("another organization", Buildkite.build("evil", "rocket"), STRANGER);
  }

  private static CiScene bitbucket() {
    var step = Bitbucket.step("acme/rocket");
    return CiScene.of(
            step.but(Bitbucket.environment("production")),
            "--workspace",
            Bitbucket.workspaceId("acme"),
            "--repository",
            Bitbucket.repositoryId("acme/rocket"),
            "--environment",
            Bitbucket.environmentId("production"))
        .refusing("no environment", step, RULE)
        .refusing("another environment", step.but(Bitbucket.environment("staging")), RULE)
        .refusing("another repository", Bitbucket.step("acme/shuttle"), STRANGER);
  }

  private static CiScene azure() {
    var run = AzurePipelines.run("acme", "rocket", "publish");
    return CiScene.of(run, "--pipeline", "p://acme/rocket/publish")
        .on("--shared-audience")
        .refusing("a pull request", run.but(AzurePipelines.pullRequest(7)), RULE)
        .refusing("a service connection", run.but(AzurePipelines.serviceConnection("npm")), KIND)
        .refusing("another pipeline", AzurePipelines.run("acme", "rocket", "test"), STRANGER);
  }

  private static CiScene google() {
    var email = "publisher@acme-ci.iam.gserviceaccount.com";
    var account = GoogleServiceAccount.account(email);
    return CiScene.of(account, "--service-account", email)
        .refusing("a person", GoogleServiceAccount.person("alice@acme.example"), KIND)
        .refusing("an account made anew", account.but(GoogleServiceAccount.madeAnew()), STRANGER)
        .refusing(
            "another account",
            GoogleServiceAccount.account("tester@acme-ci.iam.gserviceaccount.com"),
            STRANGER);
  }

  private static CiScene forgejo() {
    var push = ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml");
    return CiScene.of(
            push,
            "--repository",
            "acme/rocket",
            "--file",
            ".forgejo/workflows/publish.yml",
            "--protected-ref",
            "true")
        .refusing("a pull request", push.but(ForgejoActions.pullRequest(7)), RULE)
        .refusing("a branch for all", push.but(ForgejoActions.unprotected()), RULE)
        .refusing(
            "the same name in another folder",
            ForgejoActions.push("acme/rocket", ".github/workflows/publish.yml"),
            RULE)
        .refusing(
            "another repository",
            ForgejoActions.push("evil/rocket", ".forgejo/workflows/publish.yml"),
            STRANGER);
  }

  private static CiScene gitea() {
    var push = GiteaActions.push("acme/rocket", ".gitea/workflows/publish.yml");
    return CiScene.of(push, "--repository", "acme/rocket", "--file", ".gitea/workflows/publish.yml")
        .refusing("a pull request", push.but(GiteaActions.pullRequest(7)), RULE)
        .refusing(
            "a stranger's reusable workflow",
            push.but(GiteaActions.calling("evil/ci/.gitea/workflows/x.yml@refs/heads/main")),
            RULE)
        .refusing("a repository made anew", push.but(GiteaActions.madeAnew()), "identity-drift");
  }

  private static CiScene jenkins() {
    var build = Jenkins.build("job/acme/job/rocket/");
    return CiScene.of(build, "--job", "{server}/job/acme/job/rocket/")
        .refusing("another job", Jenkins.build("job/acme/job/test/"), STRANGER)
        .refusing("no build", build.without("build_number"), KIND)
        .refusing(
            "a credential without an audience", build.but(Jenkins.withoutAudience()), "audience");
  }

  private static CiScene kubernetes() {
    var pod = Kubernetes.pod("ci", "publisher");
    return CiScene.of(pod, "--namespace", "ci", "--service-account", "publisher")
        .refusing("an account made anew", pod.but(Kubernetes.madeAnew()), STRANGER)
        .refusing("another namespace", Kubernetes.pod("evil", "publisher"), STRANGER)
        .refusing(
            "the subject of another", pod.with("sub", "system:serviceaccount:ci:default"), KIND);
  }

  private static CiScene spiffe() {
    var workload = Spiffe.workload("spiffe://acme.example/ci/publisher");
    return CiScene.of(workload, "--spiffe-id", "spiffe://acme.example/ci/publisher")
        .refusing("another workload", Spiffe.workload("spiffe://acme.example/ci/test"), STRANGER)
        .refusing(
            "a workload of another domain",
            Spiffe.workload("spiffe://evil.example/ci/publisher"),
            "issuer-unknown");
  }

  private static CiScene own() {
    var job = OwnCi.job("rocket/publish").with("kind", "job").with("workload_id", "w-17");
    return CiScene.of(job, "--claim", "sub=rocket/publish")
        .on("--names", "sub", "--ids", "workload_id", "--requires", "kind=job", "--jti")
        .refusing(
            "another subject",
            OwnCi.job("rocket/test").with("kind", "job").with("workload_id", "w-19"),
            STRANGER)
        .refusing("no job", job.with("kind", "person"), RULE)
        .refusing("a job made anew", job.with("workload_id", "w-18"), STRANGER);
  }
}
