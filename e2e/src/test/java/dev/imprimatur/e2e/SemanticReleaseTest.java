package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.ci.GitLab;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** semantic-release as it is, by the recipe of the manual's page about CI systems. */
@ExtendWith(E2eEnvironments.OfClass.class)
@Order(1)
final class SemanticReleaseTest {
  private static final String PLUGIN = "@semantic-release/npm";
  private static final String SCRIPT =
      Path.of("../ci/imprimatur.sh").toAbsolutePath().normalize().toString();

  private static final CiSystems SYSTEMS = new CiSystems();

  private final Npm semanticRelease;
  private final E2eEnvironment surroundings;

  @TempDir private Path folder;

  /** The package of one test. */
  private String name = "";

  private GitRepository repository;

  SemanticReleaseTest(E2eEnvironments environments) {
    semanticRelease = Clients.orSkip(Clients.semanticRelease());
    surroundings = environments.only(SYSTEMS::surroundings);
  }

  @BeforeEach
  void open(TestInfo test) {
    name = "@acme/" + test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT);
    repository = GitRepository.open(folder.resolve("repository"));
  }

  @AfterAll
  static void close() {
    SYSTEMS.close();
  }

  @Test
  void gitHubReleasesOnBothChannels() {
    trustGitHub("release.yml");
    project(PLUGIN);
    release(this::gitHub, "main");
    assertThat(tagged("latest")).isEqualTo("1.0.0");

    repository.branch("next");
    repository.commit("feat: fly farther", "index.js", ClientMachine.CODE + "// farther\n");
    release(this::gitHub, "next");
    assertThat(tagged("next")).isEqualTo("1.1.0");
    assertThat(tagged("latest")).isEqualTo("1.0.0");

    repository.merge("next");
    release(this::gitHub, "main");
    assertThat(tagged("latest")).isEqualTo("1.1.0");
    assertThat(repository.tags()).containsExactly("v1.0.0", "v1.1.0");
    assertThat(exchanges()).isEqualTo(3);
  }

  @Test
  void gitLabReleases() {
    trustGitLab();
    project(PLUGIN);
    release(this::gitLab, "main");
    assertThat(tagged("latest")).isEqualTo("1.0.0");
    assertThat(exchanges()).isEqualTo(1);
  }

  @Test
  void gitHubGivesAPluginThatTriesFirstASecondToken() {
    trustGitHub("release.yml");
    releaseWithTrial(this::gitHub);
  }

  @Test
  void gitLabHasOneTokenForAPluginThatTriesFirst() {
    trustGitLab();
    releaseWithTrial(this::gitLab);
  }

  private void releaseWithTrial(Function<String, FakeJob> ci) {
    project(Clients.TRIES_FIRST);
    assertThat(release(ci, "main").err()).contains("semantic-release-auth-check", "(dry-run)");
    assertThat(tagged("latest")).isEqualTo("1.0.0");
    assertThat(exchanges()).isEqualTo(2);
  }

  /** Whoever does not ask first has a tag by then. */
  @Test
  void aJobThatMayNotPublishIsToldWhy() {
    trustGitHub("publish.yml");
    project(PLUGIN);
    var runner = runner(gitHub("main"), "main");
    var why = "refuses this job: its workflow file is \"acme/rocket/.github/workflows/release.yml@";
    assertThat(explain(runner).refused().err()).contains(why);
    assertThat(repository.tags()).isEmpty();

    assertThat(runner.npm().refused().err())
        .contains(why, "There is no usable credential: it only stands in for one.");
    assertThat(repository.tags()).containsExactly("v1.0.0");
  }

  private void trustGitHub(String file) {
    trust("github", "--repository", "acme/rocket", "--file", file);
  }

  private void trustGitLab() {
    trust("gitlab", "--project", "acme/rocket", "--file", ".gitlab-ci.yml");
  }

  private void trust(String... job) {
    var words = new ArrayList<>(List.of("trust", "add", name));
    words.addAll(List.of(job));
    words.addAll(List.of("--ref", "refs/heads/main", "--ref", "refs/heads/next"));
    words.addAll(List.of("--allow-publish", "--allow-dist-tag", "--owner", E2eEnvironment.OWNER));
    surroundings.operator().run(words.toArray(String[]::new));
  }

  private FakeJob gitHub(String branch) {
    var job = JobClaims.of("acme/rocket", "release.yml").ref("refs/heads/" + branch);
    return surroundings.github().job(job);
  }

  private FakeJob gitLab(String branch) {
    var job = GitLab.push("acme/rocket").but(GitLab.branch(branch));
    return SYSTEMS.gitlab().job(job.audience("npm:localhost"));
  }

  /**
   * Pushes a project that was never released; to a repository of ours, as no pretended GitHub takes
   * a push.
   */
  private void project(String plugin) {
    var config = Json.members("registry", surroundings.url(), "access", "public");
    var plugins =
        List.of(
            "@semantic-release/commit-analyzer",
            "@semantic-release/release-notes-generator",
            plugin);
    var release = Json.members("repositoryUrl", repository.address(), "plugins", plugins);
    var manifest =
        Json.members("name", name, "version", "0.0.0", "publishConfig", config, "release", release);
    repository.commit("chore: begin", "package.json", Json.write(manifest));
    repository.commit("feat: fly", "index.js", ClientMachine.CODE);
  }

  private Outcome release(Function<String, FakeJob> ci, String branch) {
    var runner = runner(ci.apply(branch), branch);
    explain(runner).done();
    return runner.npm().done();
  }

  private ClientMachine runner(FakeJob job, String branch) {
    var variables = job.with("NPM_TOKEN", "none").with("IMPRIMATUR_REGISTRY", surroundings.url());
    var runner = surroundings.machine(semanticRelease, variables.environment());
    repository.checkout(branch, runner.project());
    return runner;
  }

  private Outcome explain(ClientMachine runner) {
    return runner.run(new Npm(11, List.of("sh", SCRIPT), semanticRelease.path()), "explain");
  }

  private String tagged(String tag) {
    return new Web("").json(surroundings.server().at("/" + name)).text("dist-tags", tag);
  }

  private long exchanges() {
    var log = surroundings.operator().run("audit", "export").out();
    return log.lines()
        .filter(line -> line.contains("\"kind\":\"token-exchanged\""))
        .filter(line -> line.contains("\"" + name + "\""))
        .count();
  }
}
