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
            STRANGER,
            "No trusted publisher of \"rocket-gitlab\" matches this identity token: "
                + "issuer \"{issuer}\", project \"evil/rocket\".")
        .refusing(
            "a merge request",
            push.but(GitLab.mergeRequest()),
            RULE,
            "The trusted publisher of rocket-gitlab refuses this job: its pipeline "
                + "source is \"merge_request_event\", and only api, push, schedule, trigger, "
                + "web may publish.")
        .refusing(
            "another file",
            push.but(GitLab.file("ci/test.yml")),
            RULE,
            "The trusted publisher of rocket-gitlab refuses this job: its pipeline file "
                + "is \"{host}/acme/rocket//ci/test.yml@refs/heads/main\", but the trusted "
                + "publisher names \".gitlab-ci.yml\".")
        .refusing(
            "a pipeline without a file",
            push.but(GitLab.noFile()),
            RULE,
            "The trusted publisher of rocket-gitlab refuses this job: its pipeline is "
                + "not defined by a file of the project, so it names none, but the trusted "
                + "publisher names \".gitlab-ci.yml\".")
        .refusing(
            "a runner of somebody",
            push.but(GitLab.selfHosted()),
            RULE,
            "The trusted publisher of rocket-gitlab refuses this job: its runner is "
                + "\"self-hosted\", and only gitlab-hosted may publish.")
        .refusing(
            "a person's log-in",
            push.without("job_id"),
            KIND,
            "This is not an identity token of a job of GitLab CI/CD: it has no job_id.");
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
        .refusing(
            "no context",
            push,
            RULE,
            "The trusted publisher of rocket-circleci refuses this job: it says no "
                + "context id, but the trusted publisher names "
                + "\"a1b2c3d4-e5f6-7890-abcd-ef1234567890\".")
        .refusing(
            "a fork",
            push.but(CircleCi.contexts("a1b2c3d4-e5f6-7890-abcd-ef1234567890"))
                .but(CircleCi.fork("evil/rocket")),
            RULE,
            "The trusted publisher of rocket-circleci refuses this job: its repository "
                + "origin is \"github.com/evil/rocket\", but the trusted publisher names "
                + "\"github.com/acme/rocket\".")
        .refusing(
            "somebody with a shell",
            push.but(CircleCi.contexts("a1b2c3d4-e5f6-7890-abcd-ef1234567890"))
                .but(CircleCi.sshRerun()),
            RULE,
            "The trusted publisher of rocket-circleci refuses this job: its SSH rerun "
                + "is \"true\", and a job that somebody has a shell in may not publish.")
        .refusing(
            "another project",
            CircleCi.push("acme/shuttle"),
            STRANGER,
            "No trusted publisher of \"rocket-circleci\" matches this identity token: "
                + "issuer \"{issuer}\", organization id "
                + "\"9fd215c7-726d-39bf-9203-a2512533d170\", project id "
                + "\"a696c4c3-ac34-37b8-9b98-c1ff9dba8b42\".")
        .refusing(
            "another organization",
            CircleCi.push("evil/rocket"),
            KIND,
            "This is not an identity token of a job of CircleCI: it has no "
                + "oidc.circleci.com/org-id that is its issuer's.");
  }

  private static CiScene buildkite() {
    var build = Buildkite.build("acme", "rocket");
    return CiScene.of(build, "--organization", "acme", "--pipeline", "rocket")
        .refusing(
            "a fork",
            build.but(Buildkite.fork("evil")),
            RULE,
            "The trusted publisher of rocket-buildkite refuses this job: its branch is "
                + "\"evil:main\", and the branch of a fork may not publish.")
        .refusing(
            "an agent of somebody",
            build.but(Buildkite.selfHosted()),
            RULE,
            "The trusted publisher of rocket-buildkite refuses this job: its runner is "
                + "\"self-hosted\", and only buildkite-hosted may publish.")
        .refusing(
            "no ids",
            build.but(Buildkite.withoutIds()),
            KIND,
            "This is not an identity token of a job of Buildkite: it has no "
                + "organization_id, no pipeline_id.")
        .refusing(
            "another organization",
            Buildkite.build("evil", "rocket"),
            STRANGER,
            "No trusted publisher of \"rocket-buildkite\" matches this identity token: "
                + "issuer \"{issuer}\", organization \"evil\", pipeline \"rocket\".");
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
        .refusing(
            "no environment",
            step,
            RULE,
            "The trusted publisher of rocket-bitbucket refuses this job: it says no "
                + "deployment environment id, but the trusted publisher names "
                + "\"cb98bc50-08fb-3cef-b154-a50161430545\".")
        .refusing(
            "another environment",
            step.but(Bitbucket.environment("staging")),
            RULE,
            "The trusted publisher of rocket-bitbucket refuses this job: its deployment "
                + "environment id is \"197d090f-9712-3d87-a879-93efa543b5cc\", but the "
                + "trusted publisher names \"cb98bc50-08fb-3cef-b154-a50161430545\".")
        .refusing(
            "another repository",
            Bitbucket.step("acme/shuttle"),
            STRANGER,
            "No trusted publisher of \"rocket-bitbucket\" matches this identity token: "
                + "issuer \"{issuer}\", workspace id "
                + "\"5a72f703-acba-3a90-848e-525b3c3ebb9a\", repository id "
                + "\"3434135b-0a7d-3b77-a123-6e4100fdd782\".");
  }

  private static CiScene azure() {
    var run = AzurePipelines.run("acme", "rocket", "publish");
    return CiScene.of(run, "--pipeline", "p://acme/rocket/publish")
        .on("--shared-audience")
        .refusing(
            "a pull request",
            run.but(AzurePipelines.pullRequest(7)),
            RULE,
            "The trusted publisher of rocket-azure refuses this job: its ref is "
                + "\"refs/pull/7/merge\", and a pull request may not publish.")
        .refusing(
            "a service connection",
            run.but(AzurePipelines.serviceConnection("npm")),
            KIND,
            "This is not an identity token of a job of Azure Pipelines: it has no "
                + "org_id, no prj_id, no def_id, no run_id, no rpo_ref, no org_id that is its "
                + "issuer's, no sub that is a pipeline's.")
        .refusing(
            "another pipeline",
            AzurePipelines.run("acme", "rocket", "test"),
            STRANGER,
            "No trusted publisher of \"rocket-azure\" matches this identity token: "
                + "issuer \"{issuer}\", pipeline \"p://acme/rocket/test\".");
  }

  private static CiScene google() {
    var email = "publisher@acme-ci.iam.gserviceaccount.com";
    var account = GoogleServiceAccount.account(email);
    return CiScene.of(account, "--service-account", email)
        .refusing(
            "a person",
            GoogleServiceAccount.person("alice@acme.example"),
            KIND,
            "This is not an identity token of a job of Google Cloud: it has no email of "
                + "a service account that somebody made.")
        .refusing(
            "an account made anew",
            account.but(GoogleServiceAccount.madeAnew()),
            STRANGER,
            "No trusted publisher of \"rocket-google\" matches this identity token: "
                + "issuer \"{issuer}\", service account "
                + "\"publisher@acme-ci.iam.gserviceaccount.com\".")
        .refusing(
            "another account",
            GoogleServiceAccount.account("tester@acme-ci.iam.gserviceaccount.com"),
            STRANGER,
            "No trusted publisher of \"rocket-google\" matches this identity token: "
                + "issuer \"{issuer}\", service account "
                + "\"tester@acme-ci.iam.gserviceaccount.com\".");
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
        .refusing(
            "a pull request",
            push.but(ForgejoActions.pullRequest(7)),
            RULE,
            "The trusted publisher of rocket-forgejo refuses this job: its event is "
                + "\"pull_request\", and only push, release, schedule, workflow_dispatch may "
                + "publish; its ref protection is \"false\", which is not what the publisher "
                + "names.")
        .refusing(
            "a branch for all",
            push.but(ForgejoActions.unprotected()),
            RULE,
            "The trusted publisher of rocket-forgejo refuses this job: its ref "
                + "protection is \"false\", which is not what the publisher names.")
        .refusing(
            "the same name in another folder",
            ForgejoActions.push("acme/rocket", ".github/workflows/publish.yml"),
            RULE,
            "The trusted publisher of rocket-forgejo refuses this job: its workflow "
                + "file is \"acme/rocket/.github/workflows/publish.yml@refs/heads/main\", "
                + "which is not what the publisher names.")
        .refusing(
            "another repository",
            ForgejoActions.push("evil/rocket", ".forgejo/workflows/publish.yml"),
            STRANGER,
            "No trusted publisher of \"rocket-forgejo\" matches this identity token: "
                + "issuer \"{issuer}\", repository \"evil/rocket\".");
  }

  private static CiScene gitea() {
    var push = GiteaActions.push("acme/rocket", ".gitea/workflows/publish.yml");
    return CiScene.of(push, "--repository", "acme/rocket", "--file", ".gitea/workflows/publish.yml")
        .refusing(
            "a pull request",
            push.but(GiteaActions.pullRequest(7)),
            RULE,
            "The trusted publisher of rocket-gitea refuses this job: its event is "
                + "\"pull_request\", and only push, release, schedule, workflow_dispatch may "
                + "publish.")
        .refusing(
            "a stranger's reusable workflow",
            push.but(GiteaActions.calling("evil/ci/.gitea/workflows/x.yml@refs/heads/main")),
            RULE,
            "The trusted publisher of rocket-gitea refuses this job: its job is defined "
                + "by the reusable workflow "
                + "\"evil/ci/.gitea/workflows/x.yml@refs/heads/main\" of another repository, "
                + "called from \"acme/rocket/.gitea/workflows/publish.yml@refs/heads/main\".")
        .refusing(
            "a repository made anew",
            push.but(GiteaActions.madeAnew()),
            "identity-drift",
            "The trusted publisher of rocket-gitea is no longer who it was: there is "
                + "another project of that name now; an owner of the package must decide.");
  }

  private static CiScene jenkins() {
    var build = Jenkins.build("job/acme/job/rocket/");
    return CiScene.of(build, "--job", "{server}/job/acme/job/rocket/")
        .refusing(
            "another job",
            Jenkins.build("job/acme/job/test/"),
            STRANGER,
            "No trusted publisher of \"rocket-jenkins\" matches this identity token: "
                + "issuer \"{issuer}\", job \"{server}/job/acme/job/test/\".")
        .refusing(
            "no build",
            build.without("build_number"),
            KIND,
            "This is not an identity token of a job of Jenkins: it has no build_number.")
        .refusing(
            "a credential without an audience",
            build.but(Jenkins.withoutAudience()),
            "audience",
            "The identity token's audience is not this registry; it must be exactly "
                + "\"npm:registry.test\".");
  }

  private static CiScene kubernetes() {
    var pod = Kubernetes.pod("ci", "publisher");
    return CiScene.of(pod, "--namespace", "ci", "--service-account", "publisher")
        .refusing(
            "an account made anew",
            pod.but(Kubernetes.madeAnew()),
            STRANGER,
            "No trusted publisher of \"rocket-kubernetes\" matches this identity token: "
                + "issuer \"{issuer}\", namespace \"ci\", service account \"publisher\".")
        .refusing(
            "another namespace",
            Kubernetes.pod("evil", "publisher"),
            STRANGER,
            "No trusted publisher of \"rocket-kubernetes\" matches this identity token: "
                + "issuer \"{issuer}\", namespace \"evil\", service account \"publisher\".")
        .refusing(
            "the subject of another",
            pod.with("sub", "system:serviceaccount:ci:default"),
            KIND,
            "This is not an identity token of a job of Kubernetes: it has no sub that "
                + "is its service account's.");
  }

  private static CiScene spiffe() {
    var workload = Spiffe.workload("spiffe://acme.example/ci/publisher");
    return CiScene.of(workload, "--spiffe-id", "spiffe://acme.example/ci/publisher")
        .refusing(
            "another workload",
            Spiffe.workload("spiffe://acme.example/ci/test"),
            STRANGER,
            "No trusted publisher of \"rocket-spiffe\" matches this identity token: "
                + "issuer \"spiffe://acme.example\", SPIFFE ID "
                + "\"spiffe://acme.example/ci/test\".")
        .refusing(
            "a workload of another domain",
            Spiffe.workload("spiffe://evil.example/ci/publisher"),
            "issuer-unknown",
            "The identity token's issuer \"spiffe://evil.example\" is not one that this "
                + "registry trusts.");
  }

  private static CiScene own() {
    var job = OwnCi.job("rocket/publish").with("kind", "job").with("workload_id", "w-17");
    return CiScene.of(job, "--claim", "sub=rocket/publish")
        .on("--names", "sub", "--ids", "workload_id", "--requires", "kind=job", "--jti")
        .refusing(
            "another subject",
            OwnCi.job("rocket/test").with("kind", "job").with("workload_id", "w-19"),
            STRANGER,
            "No trusted publisher of \"rocket-generic\" matches this identity token: "
                + "issuer \"{issuer}\", claim sub \"rocket/test\".")
        .refusing(
            "no job",
            job.with("kind", "person"),
            RULE,
            "The trusted publisher of rocket-generic refuses this job: its claim kind "
                + "is \"person\", and it must be \"job\".")
        .refusing(
            "a job made anew",
            job.with("workload_id", "w-18"),
            STRANGER,
            "No trusted publisher of \"rocket-generic\" matches this identity token: "
                + "issuer \"{issuer}\", claim sub \"rocket/publish\".");
  }
}
