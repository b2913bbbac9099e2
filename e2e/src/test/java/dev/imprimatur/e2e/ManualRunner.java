package dev.imprimatur.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.e2e.ManualPages.Block;
import dev.imprimatur.testkit.FakeJob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A small runner of jobs: it does what printed workflows ask for, in pretended jobs. What it
 * replaces are the address of the registry and the name of the package.
 */
record ManualRunner(E2eEnvironment surroundings, Npm npm, Path folder) {
  static final String AUDIENCE = "npm:localhost";
  static final Path CI = Path.of("../ci").toAbsolutePath().normalize();

  /** Starts a job of a CI system. */
  interface Starting {
    FakeJob start(Workflow.Job job);
  }

  /** Runs all jobs of a workflow in their order. */
  void runs(Block printed, String name, Starting ci) throws IOException {
    var artifacts = Files.createDirectories(folder.resolve("artifacts"));
    var jobs = new Workflow(local(printed.text(), name)).jobs();
    assertThat(jobs).isNotEmpty();
    for (var job : jobs) {
      assertThat(job.steps()).as(job.name()).isNotEmpty();
      var runner = runner(ci.start(job));
      for (var step : job.steps()) {
        does(step, runner, name, artifacts);
      }
    }
    published(name);
  }

  private void does(Workflow.Step step, ClientMachine runner, String name, Path artifacts)
      throws IOException {
    var with = step.with();
    switch (step.uses()) {
      case "" -> shell().run(runner, step.run()).done();
      case "actions/checkout", "checkout" -> checkOut(runner, name);
      case "actions/setup-node" ->
          runner.file(".setup-node", setUp(with.getOrDefault("registry-url", "")));
      case "actions/upload-artifact" ->
          Files.copy(
              runner.project().resolve(with.getOrDefault("path", "")),
              artifacts.resolve("package"));
      case "actions/download-artifact" ->
          Files.copy(artifacts.resolve("package"), runner.project().resolve("package.tgz"));
      case "acme/imprimatur/ci/github" -> acts(with, runner);
      default -> throw new AssertionError("No runner here knows " + step.uses());
    }
  }

  /** Runs what our action runs, with what it is given. */
  private void acts(Map<String, String> with, ClientMachine runner) throws IOException {
    var action = new Workflow(Files.readString(CI.resolve("github/action.yml")));
    var lines =
        "export GITHUB_ACTION_PATH='%s' IMPRIMATUR_REGISTRY='%s' IMPRIMATUR_TASK='%s'%n"
                .formatted(
                    CI.resolve("github"),
                    with.getOrDefault("registry", ""),
                    with.getOrDefault("task", "publish"))
            + "export IMPRIMATUR_ARGUMENTS='%s'%n".formatted(with.getOrDefault("arguments", ""));
    shell().run(runner, lines + action.literal("run")).done();
  }

  /** Puts the project there. */
  static void checkOut(ClientMachine runner, String name) {
    var root = Json.members("name", name, "version", "1.0.0");
    var lock = Json.members("name", name, "version", "1.0.0", "lockfileVersion", 3);
    lock.put("packages", Json.members("", root));
    runner.project(name, "1.0.0", Map.of()).file("package-lock.json", Json.write(lock));
  }

  /** As the action writes it; it also puts a placeholder into the variable. */
  private static String setUp(String registry) {
    return registry.isEmpty()
        ? ""
        : "//%s/:_authToken=${NODE_AUTH_TOKEN}%nregistry=%s/%n"
            .formatted(registry.replaceFirst("^https?://", ""), registry);
  }

  /** A machine in the middle of this job. */
  ClientMachine runner(FakeJob job) {
    return surroundings.machine(
        npm,
        job.with("NODE_AUTH_TOKEN", "XXXXX-XXXXX-XXXXX-XXXXX")
            .with("NPM_CONFIG_USERCONFIG", ".setup-node")
            .environment());
  }

  /** A runner has the npm under test; what a job fetches in its place would come from npmjs.com. */
  ManualShell shell() {
    return new ManualShell(npm, folder.resolve("bin")).without("install --global");
  }

  /** The printed words, where the registry and the package are those of this test. */
  String local(String text, String name) {
    return text.replace("https://npm.acme.example", surroundings.server().url())
        .replace("npm:npm.acme.example", AUDIENCE)
        .replace("@acme/rocket", name);
  }

  /** Sees that its version can be installed. */
  void published(String name) {
    try (var web = new Web(surroundings.owner().token())) {
      var packument = web.json(surroundings.server().at("/" + name.replace("/", "%2f")));
      assertThat(packument.text("dist-tags", "latest")).isEqualTo("1.0.0");
    }
  }
}
