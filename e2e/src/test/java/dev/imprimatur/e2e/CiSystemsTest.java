package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Jenkins;
import dev.imprimatur.testkit.ci.Workload;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Jobs of CI systems other than GitHub publish with the npm of every day, and with no secret. */
@ExtendWith(E2eEnvironments.OfClass.class)
final class CiSystemsTest {
  /** What npm asks for, or what a pipeline must ask for on its behalf. */
  private static final String AUDIENCE = "npm:localhost";

  private static final CiSystems SYSTEMS = new CiSystems();

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  CiSystemsTest(E2eEnvironments environments) {
    this.surroundings = environments.only(SYSTEMS::surroundings);
  }

  @AfterAll
  static void close() {
    SYSTEMS.close();
  }

  /** Where the maintainer of a package that is published already is signed in. */
  private ClientMachine machine(String name) {
    surroundings.publish(name, "1.0.0");
    return surroundings
        .machine(npm)
        .token(surroundings.server(), surroundings.owner().token())
        .project(name, "1.0.0");
  }

  private Outcome trust(ClientMachine machine, String... words) {
    var all = new ArrayList<>(List.of("trust"));
    all.addAll(List.of(words));
    all.addAll(List.of("--allow-publish", "--yes", "--registry", surroundings.url()));
    return machine.npm(all.toArray(String[]::new));
  }

  private Outcome publish(FakeIssuer issuer, Workload job, String name, String version) {
    return surroundings
        .machine(npm, issuer.job(job.audience(AUDIENCE)).environment())
        .project(name, version)
        .npm("publish", "--registry", surroundings.url());
  }

  @Test
  void gitLab() {
    var machine = machine("@acme/gitlab");
    var added =
        trust(machine, "gitlab", "--project", "acme/rocket", "--file", ".gitlab-ci.yml").done();
    assertThat(added.toString()).contains("acme/rocket");
    var listed = machine.npm("trust", "list", "--json", "--registry", surroundings.url()).done();
    assertThat(Json.object(listed.out()).text("type")).isEqualTo("gitlab");
    assertThat(Json.object(listed.out()).text("project")).isEqualTo("acme/rocket");

    var job = GitLab.push("acme/rocket");
    publish(SYSTEMS.gitlab(), job, "@acme/gitlab", "1.1.0").done();
    var fork = job.but(GitLab.mergeRequestOfFork("stranger/rocket"));
    assertThat(publish(SYSTEMS.gitlab(), fork, "@acme/gitlab", "1.2.0").refused().err())
        .contains("npm error");
    var other = GitLab.push("acme/other");
    assertThat(publish(SYSTEMS.gitlab(), other, "@acme/gitlab", "1.2.0").refused().err())
        .contains("No trusted publisher of \"@acme/gitlab\" matches", "acme/other");

    machine
        .npm(
            "trust",
            "revoke",
            "--id",
            Json.object(listed.out()).text("id"),
            "--registry",
            surroundings.url())
        .done();
    publish(SYSTEMS.gitlab(), job, "@acme/gitlab", "1.2.0").refused();
  }

  @Test
  void circleCi() {
    var machine = machine("@acme/circle");
    trust(
            machine,
            "circleci",
            "--org-id",
            CircleCi.organizationId("acme"),
            "--project-id",
            CircleCi.projectId("acme/rocket"),
            "--pipeline-definition-id",
            CircleCi.definitionId("acme/rocket"),
            "--vcs-origin",
            "github.com/acme/rocket")
        .done();
    var listed = machine.npm("trust", "list", "--json", "--registry", surroundings.url()).done();
    assertThat(Json.object(listed.out()).text("type")).isEqualTo("circleci");

    var job = CircleCi.push("acme/rocket");
    publish(SYSTEMS.circleci(), job, "@acme/circle", "1.1.0").done();
    var rerun = job.but(CircleCi.sshRerun());
    assertThat(publish(SYSTEMS.circleci(), rerun, "@acme/circle", "1.2.0").refused().err())
        .containsIgnoringCase("ssh");
  }

  /** Its runners say that they are GitHub's, and so npm asks them for a token as it asks GitHub. */
  @Test
  void forgejo() {
    surroundings
        .operator()
        .run(
            "trust",
            "add",
            "forged",
            "forgejo",
            "--repo",
            "acme/rocket",
            "--file",
            ".forgejo/workflows/publish.yml",
            "--owner",
            E2eEnvironment.OWNER);
    var job = ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml");
    publish(SYSTEMS.forgejo(), job, "forged", "1.0.0").done();
    var pull = job.but(ForgejoActions.pullRequest(7));
    assertThat(publish(SYSTEMS.forgejo(), pull, "forged", "1.1.0").refused().err())
        .contains("pull_request");
  }

  /** npm knows nothing of Jenkins: the build says that it is GitLab's, and has a token ready. */
  @Test
  void jenkins() {
    var job = Jenkins.build("acme/rocket").audience(AUDIENCE);
    surroundings
        .operator()
        .run(
            "trust",
            "add",
            "built",
            "jenkins",
            "--job",
            Jenkins.address(SYSTEMS.jenkins().issuer(), "acme/rocket"),
            "--owner",
            E2eEnvironment.OWNER);
    var running = SYSTEMS.jenkins().job(job).with("GITLAB_CI", "1").environment();
    surroundings
        .machine(npm, running)
        .project("built", "1.0.0")
        .npm("publish", "--registry", surroundings.url())
        .done();
    var other = SYSTEMS.jenkins().job(Jenkins.build("acme/other").audience(AUDIENCE));
    assertThat(
            surroundings
                .machine(npm, other.with("GITLAB_CI", "1").environment())
                .project("built", "1.1.0")
                .npm("publish", "--registry", surroundings.url())
                .refused()
                .err())
        .contains("No trusted publisher of \"built\" matches");
  }
}
