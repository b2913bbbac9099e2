package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.ManualPages.Block;
import dev.imprimatur.testkit.FakeJob;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the manual prints for jobs publishes as it stands there, once the operator has typed what
 * stands beside it. A small runner does each step in a pretended job; what it replaces are the
 * address of the registry and the name of the package.
 */
@ExtendWith(E2eEnvironments.OfClass.class)
final class ManualJobTest {
  private static final String CI_PAGE = "ci.md";

  /** What is copied into a file and runs in no job of ours, by page and first line, and why. */
  private static final Map<String, String> NOT_RUN =
      Map.ofEntries(
          Map.entry("ci.md, GitLab CI/CD: include:", "the template has a test below"),
          Map.entry("ci.md, semantic-release", "SemanticReleaseTest does what they say"),
          Map.entry("configuration.md, ", "read in the registry by PrintedConfigurationTest"),
          Map.entry("signatures.md, ", "read in the registry by PrintedConfigurationTest"),
          Map.entry("provenance.md, ", "read in the registry by PrintedConfigurationTest"),
          Map.entry(
              "notices.md, Webhooks: webhook-id:", "what a webhook gets; WebhookTest gets some"),
          Map.entry(
              "reading.md, Dependabot: ", "ReadingJobsTest sends what Dependabot sends for it"),
          Map.entry("names.md, ", "read in the registry by PrintedConfigurationTest"),
          Map.entry("single-sign-on.md, ", "read in the registry by PrintedConfigurationTest"),
          Map.entry("unpublish.md, ", "read in the registry by PrintedConfigurationTest"),
          Map.entry("trust.md, ", "TrustManualTest adds, plans and applies it"),
          Map.entry("testkit.md, ", "Java and a pom, of the testkit's own tests"),
          Map.entry("ide.md, ", "settings of an editor"));

  private static final List<Block> PAGE =
      ManualPages.blocks().stream().filter(block -> block.page().equals(CI_PAGE)).toList();

  private static final ManualIssuers ISSUERS = new ManualIssuers(PAGE);

  private final E2eEnvironment surroundings;
  private final Path folder;
  private final ManualRunner jobs;

  ManualJobTest(E2eEnvironments environments, @TempDir Path folder) {
    this.surroundings = environments.only(ISSUERS::surroundings);
    this.folder = folder;
    this.jobs = new ManualRunner(surroundings, Clients.newest(), folder);
  }

  @AfterAll
  static void close() {
    ISSUERS.close();
  }

  private static List<Block> copied() {
    return ManualPages.blocks().stream().filter(block -> !block.isTyped()).toList();
  }

  /** The first of a section that is copied into a file. */
  private static Block copied(String page, String section) {
    return copied().stream()
        .filter(block -> block.page().equals(page) && block.section().equals(section))
        .findFirst()
        .orElseThrow();
  }

  /** The sections whose first file is run below. */
  private static final List<String> RUN =
      List.of(
          "GitHub Actions",
          "GitLab CI/CD",
          "CircleCI",
          "Buildkite",
          "Bitbucket Pipelines",
          "Azure Pipelines",
          "Google Cloud",
          "Forgejo Actions",
          "Gitea Actions",
          "Jenkins",
          "Kubernetes",
          "SPIFFE",
          "Any other system");

  @Test
  void whatIsPrintedIsRunOrSaysWhyNot() {
    var run = new ArrayList<>(RUN.stream().map(section -> copied(CI_PAGE, section)).toList());
    run.add(copied("getting-started.md", "3. The workflow"));
    var neither =
        copied().stream()
            .filter(block -> !run.contains(block))
            .filter(block -> NOT_RUN.keySet().stream().noneMatch(block.toString()::startsWith))
            .toList();
    assertThat(neither).isEmpty();
    assertThat(new TreeSet<>(NOT_RUN.keySet()))
        .allMatch(
            reason -> copied().stream().anyMatch(block -> block.toString().startsWith(reason)));
  }

  /** What the operator types for a job, the first of its section. */
  private static String trust(String page, String section, String provider) {
    return ManualPages.blocks().stream()
        .filter(block -> block.page().equals(page) && block.section().equals(section))
        .flatMap(block -> block.text().replaceAll("\\\\\n *", "").lines())
        .filter(line -> line.matches("\\./imprimatur trust add @acme/rocket " + provider + " .*"))
        .findFirst()
        .orElseThrow();
  }

  /** Types it; a package that nobody has will be alice's. */
  private void trusted(String command, String name) {
    var line = jobs.local(command, name).replaceFirst("^\\./imprimatur ", "");
    var owner = line.contains("--owner") ? "" : " --owner " + E2eEnvironment.OWNER;
    surroundings.operator().run((line + owner).split(" +", -1));
  }

  @Test
  void theFirstStepsPublish() throws IOException {
    var page = "getting-started.md";
    var printed = copied(page, "3. The workflow");
    trusted(trust(page, "2. Trust a workflow", "github"), "@acme/first");
    jobs.runs(printed, "@acme/first", this::gitHub);
  }

  @Test
  void gitHub() throws IOException {
    trusted(trust(CI_PAGE, "GitHub Actions", "github"), "@acme/github");
    jobs.runs(copied(CI_PAGE, "GitHub Actions"), "@acme/github", this::gitHub);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Forgejo Actions", "Gitea Actions", "CircleCI"})
  void jobsOfSteps(String section) throws IOException {
    var provider = section.replace(" Actions", "").toLowerCase(Locale.ROOT);
    var trust = trust(CI_PAGE, section, provider);
    var name = "@acme/" + provider;
    trusted(trust, name);
    var job = ISSUERS.job(provider, trust);
    var token = ISSUERS.of(provider).sign(job.audience(ManualRunner.AUDIENCE));
    jobs.shell()
        .program(
            "circleci",
            "[ \"$*\" = 'run oidc get --claims {\"aud\":\"%s\"}' ] && echo '%s'"
                .formatted(ManualRunner.AUDIENCE, token));
    jobs.runs(
        copied(CI_PAGE, section),
        name,
        each ->
            each.mayAskForTokens()
                ? ISSUERS.of(provider).job(job)
                : ISSUERS.of(provider).jobWithoutIdTokens(job));
  }

  /**
   * Jobs that are one text for a shell.
   *
   * @param lines what the shell is told
   */
  private void publishes(String section, String provider, Lines lines) throws IOException {
    var trust = trust(CI_PAGE, section, provider);
    var name = "@acme/" + provider;
    trusted(trust, name);
    var issuer = ISSUERS.of(provider);
    var workload = ISSUERS.job(provider, trust);
    var token =
        issuer.sign(provider.equals("azure") ? workload : workload.audience(ManualRunner.AUDIENCE));
    var runner = jobs.runner(issuer.jobWithoutIdTokens(workload)).project(name, "1.0.0", Map.of());
    jobs.shell()
        .run(runner, jobs.local(lines.of(copied(CI_PAGE, section).text(), token), name))
        .done();
    jobs.published(name);
  }

  private interface Lines {
    String of(String printed, String token) throws IOException;
  }

  @Test
  void gitLab() throws IOException {
    publishes(
        "GitLab CI/CD",
        "gitlab",
        (printed, token) -> given(token) + new Workflow(printed).script("publish"));
  }

  @Test
  void buildkite() throws IOException {
    publishes(
        "Buildkite",
        "buildkite",
        (printed, token) -> {
          jobs.shell()
              .program(
                  "buildkite-agent",
                  ("[ \"$*\" = 'oidc request-token --audience %s"
                          + " --claim organization_id,pipeline_id' ] && echo '%s'")
                      .formatted(ManualRunner.AUDIENCE, token));
          // The agent makes one of two dollars.
          return new Workflow(printed).literal("command").replace("$$", "$");
        });
  }

  @Test
  void bitbucket() throws IOException {
    publishes(
        "Bitbucket Pipelines",
        "bitbucket",
        (printed, token) ->
            "export BITBUCKET_STEP_OIDC_TOKEN='%s'%n".formatted(token)
                + new Workflow(printed).script(" *- step"));
  }

  @Test
  void azure() throws IOException {
    try (var tokens = new TokenServer()) {
      publishes(
          "Azure Pipelines",
          "azure",
          (printed, token) -> {
            tokens.answers("authorization: Bearer system", Json.write(Map.of("oidcToken", token)));
            return "export SYSTEM_ACCESSTOKEN=system SYSTEM_OIDCREQUESTURI=%s%n".formatted(tokens)
                + new Workflow(printed).literal("bash");
          });
    }
  }

  /** Its token comes from a name that only its machines know; here a proxy knows it as well. */
  @Test
  void googleCloud() throws IOException {
    try (var tokens = new TokenServer()) {
      publishes(
          "Google Cloud",
          "google",
          (printed, token) -> {
            tokens.answers("metadata-flavor: Google", token);
            return "export http_proxy=%s%n".formatted(tokens)
                + printed.replaceFirst("(?s).*\n *- \\|\n", "").replace("$$", "$");
          });
    }
  }

  @Test
  void jenkins() throws IOException {
    publishes(
        "Jenkins",
        "jenkins",
        (printed, token) -> given(token) + printed.replaceFirst("(?s).*sh '([^']+)'.*", "$1"));
  }

  @Test
  void kubernetes() throws IOException {
    publishes(
        "Kubernetes",
        "kubernetes",
        (printed, token) -> {
          var mounted = Files.writeString(folder.resolve("token"), token);
          return printed
              .replaceFirst("(?s).*args:\n *- (.*?)\n *volumeMounts:.*", "$1")
              .replaceAll("\n *", " ")
              .replace("/var/run/npm/token", mounted.toString());
        });
  }

  @Test
  void spiffe() throws IOException {
    publishes(
        "SPIFFE",
        "spiffe",
        (printed, token) -> {
          jobs.shell()
              .program(
                  "spire-agent",
                  "[ \"$*\" = 'api fetch jwt -audience %s -output json' ] && echo '%s'"
                      .formatted(
                          ManualRunner.AUDIENCE, "[{\"svids\":[{\"svid\":\"" + token + "\"}]}]"));
          return printed;
        });
  }

  @Test
  void anyOther() throws IOException {
    publishes(
        "Any other system",
        "generic",
        (printed, token) -> printed.replace("NPM_ID_TOKEN=...", "NPM_ID_TOKEN=" + token));
  }

  private static String given(String token) {
    return "export NPM_ID_TOKEN='%s'%n".formatted(token);
  }

  /** Each job has what the one before has left, as its artifacts are. */
  @Test
  void theTemplateForGitLabPublishes() throws IOException {
    var name = "@acme/template";
    trusted(
        trust(CI_PAGE, "GitLab CI/CD", "gitlab")
            .replace("--project", "--allow-read --allow-publish --project"),
        name);
    var template =
        Files.readString(ManualRunner.CI.resolve("gitlab/publish.yml"))
            .replace("$[[ inputs.registry ]]", surroundings.server().url())
            .replace("$[[ inputs.host ]]", "localhost");
    var file = new Workflow(template);
    var before =
        template
            .replaceFirst(
                "(?s).*?\n    - \\|\n(.*?)\n    - (imprimatur\\(\\) [^\n]*)\n.*", "$1\n$2")
            .replaceAll("(?m)^ {6}", "");
    var workload = ISSUERS.job("gitlab", "");
    var token = ISSUERS.of("gitlab").sign(workload.audience(ManualRunner.AUDIENCE));
    var runner = jobs.runner(ISSUERS.of("gitlab").jobWithoutIdTokens(workload));
    ManualRunner.checkOut(runner, name);
    var here =
        "export CI_PROJECT_DIR='%s' IMPRIMATUR_REGISTRY='%s'%n"
            .formatted(runner.project(), surroundings.server().url());
    for (var job : List.of("install", "build", "publish")) {
      var script = file.script("imprimatur-" + job);
      assertThat(script).as(job).isNotEmpty();
      var own = job.equals("build") ? "" : here + given(token) + before + "\n";
      jobs.shell().run(runner, own + script).done();
    }
    jobs.published(name);
  }

  private FakeJob gitHub(Workflow.Job job) {
    var claims = JobClaims.of("acme/rocket", "publish.yml").ref("refs/tags/v1.0.0");
    var mine = job.environment().isEmpty() ? claims : claims.environment(job.environment());
    return job.mayAskForTokens()
        ? surroundings.github().job(mine)
        : surroundings.github().jobWithoutIdTokens(mine);
  }
}
