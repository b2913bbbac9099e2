package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.CircleCi;
import dev.imprimatur.testkit.ci.ForgejoActions;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Jenkins;
import dev.imprimatur.testkit.ci.Workload;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Jobs of CI systems other than GitHub publish with the npm of every day, and with no secret. */
@ParameterizedClass
@MethodSource("dev.imprimatur.e2e.Clients#all")
final class CiSystemsTest {
  /** What npm asks for, or what a pipeline must ask for on its behalf. */
  private static final String AUDIENCE = "npm:localhost";

  private final Npm npm;
  private final CiSystems systems = new CiSystems();

  @TempDir private Path folder;
  private Street street;

  CiSystemsTest(Npm npm) {
    npm.orSkip();
    this.npm = npm;
  }

  @BeforeEach
  void open() {
    street = systems.street(folder);
  }

  @AfterEach
  void close() {
    try (systems) {
      street.close();
    }
  }

  private Workplace desk(String name) {
    var desk = street.desk(npm);
    desk.login(street.url(), Street.OWNER).done();
    return desk.project(name, "1.0.0");
  }

  private Outcome trust(Workplace desk, String... words) {
    var all = new ArrayList<>(List.of("trust"));
    all.addAll(List.of(words));
    all.addAll(List.of("--allow-publish", "--yes", "--registry", street.url()));
    return desk.npm(all.toArray(String[]::new));
  }

  private Outcome publish(FakeIssuer issuer, Workload job, String name, String version) {
    return street
        .workplace(npm, issuer.job(job.audience(AUDIENCE)).environment())
        .project(name, version)
        .npm("publish", "--registry", street.url());
  }

  @Test
  void gitLab() {
    var desk = desk("@acme/gitlab");
    desk.npm("publish", "--registry", street.url()).done();
    var added =
        trust(desk, "gitlab", "--project", "acme/rocket", "--file", ".gitlab-ci.yml").done();
    assertThat(added.toString()).contains("acme/rocket");
    var listed = desk.npm("trust", "list", "--json", "--registry", street.url()).done();
    assertThat(Json.object(listed.out()).text("type")).isEqualTo("gitlab");
    assertThat(Json.object(listed.out()).text("project")).isEqualTo("acme/rocket");

    var job = GitLab.push("acme/rocket");
    publish(systems.gitlab(), job, "@acme/gitlab", "1.1.0").done();
    var fork = job.but(GitLab.mergeRequestOfFork("stranger/rocket"));
    assertThat(publish(systems.gitlab(), fork, "@acme/gitlab", "1.2.0").refused().err())
        .contains("npm error");
    var other = GitLab.push("acme/other");
    assertThat(publish(systems.gitlab(), other, "@acme/gitlab", "1.2.0").refused().err())
        .contains("No trusted publisher of \"@acme/gitlab\" matches", "acme/other");

    desk.npm(
            "trust",
            "revoke",
            "--id",
            Json.object(listed.out()).text("id"),
            "--registry",
            street.url())
        .done();
    publish(systems.gitlab(), job, "@acme/gitlab", "1.2.0").refused();
  }

  @Test
  void circleCi() {
    var desk = desk("@acme/circle");
    desk.npm("publish", "--registry", street.url()).done();
    trust(
            desk,
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
    var listed = desk.npm("trust", "list", "--json", "--registry", street.url()).done();
    assertThat(Json.object(listed.out()).text("type")).isEqualTo("circleci");

    var job = CircleCi.push("acme/rocket");
    publish(systems.circleci(), job, "@acme/circle", "1.1.0").done();
    var rerun = job.but(CircleCi.sshRerun());
    assertThat(publish(systems.circleci(), rerun, "@acme/circle", "1.2.0").refused().err())
        .containsIgnoringCase("ssh");
  }

  /** Its runners say that they are GitHub's, and so npm asks them for a token as it asks GitHub. */
  @Test
  void forgejo() {
    street
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
            Street.OWNER);
    var job = ForgejoActions.push("acme/rocket", ".forgejo/workflows/publish.yml");
    publish(systems.forgejo(), job, "forged", "1.0.0").done();
    var pull = job.but(ForgejoActions.pullRequest(7));
    assertThat(publish(systems.forgejo(), pull, "forged", "1.1.0").refused().err())
        .contains("pull_request");
  }

  /** npm knows nothing of Jenkins: the build says that it is GitLab's, and has a token ready. */
  @Test
  void jenkins() {
    var job = Jenkins.build("acme/rocket").audience(AUDIENCE);
    street
        .operator()
        .run(
            "trust",
            "add",
            "built",
            "jenkins",
            "--job",
            Jenkins.address(systems.jenkins().issuer(), "acme/rocket"),
            "--owner",
            Street.OWNER);
    var running = systems.jenkins().job(job).with("GITLAB_CI", "1").environment();
    street
        .workplace(npm, running)
        .project("built", "1.0.0")
        .npm("publish", "--registry", street.url())
        .done();
    var other = systems.jenkins().job(Jenkins.build("acme/other").audience(AUDIENCE));
    assertThat(
            street
                .workplace(npm, other.with("GITLAB_CI", "1").environment())
                .project("built", "1.1.0")
                .npm("publish", "--registry", street.url())
                .refused()
                .err())
        .contains("No trusted publisher of \"built\" matches");
  }
}
