package dev.imprimatur.testkit.demo;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

/** What happens, and the lines that say so. Whatever goes otherwise ends it. */
final class Story {
  private static final String PACKAGE = "rocket";
  private static final String REPOSITORY = "acme/rocket";
  private static final String WORKFLOW = "publish.yml";
  private static final String MESSAGE = "Let it be printed.";
  private static final Pattern INTEGRITY = Pattern.compile("\"integrity\": \"(sha512-[^\"]+)\"");

  private final Stage stage;
  private final Npm npm;
  private final FakeIssuer github;
  private final Registry registry;

  Story(Stage stage, Npm npm, FakeIssuer github, Registry registry) {
    this.stage = stage;
    this.npm = npm;
    this.github = github;
    this.registry = registry;
  }

  void tell() throws IOException, InterruptedException {
    Demo.say("1  A registry runs on an embedded database, at " + registry.url());
    anOperatorTrustsAWorkflow();
    aJobPublishes();
    anotherJobIsRefused();
    someoneInstalls();
    Demo.say("6  Its page, with who published it from which commit: " + page());
  }

  private void anOperatorTrustsAWorkflow() throws IOException, InterruptedException {
    Demo.say("2  Its operator trusts a workflow with a name that nobody has published yet:");
    operator(
        // Nobody signs in during the demo, so nobody needs to know it.
        UUID.randomUUID() + "\n", "user add alice --email alice@acme.example --password-stdin");
    operator(
        "",
        "trust add %s github --repository %s --file %s --owner alice"
            .formatted(PACKAGE, REPOSITORY, WORKFLOW));
  }

  private void aJobPublishes() throws IOException, InterruptedException {
    Demo.say(
        "3  A GitHub Actions job (a pretend one) of %s starts by a push to main."
            .formatted(REPOSITORY));
    Demo.say(
        "   It holds no token, and npm %s there has no configuration:".formatted(npm.version()));
    writeProject("job");
    var job = github.job(JobClaims.of(REPOSITORY, WORKFLOW)).environment();
    var published = npm.run(stage, "job", job, "publish");
    command("npm publish", published, "+ ");
    require(published.isGood(), "npm could not publish:\n" + published.said());
  }

  private void anotherJobIsRefused() throws IOException, InterruptedException {
    Demo.say("4  The same from a workflow that is not trusted:");
    writeProject("other-job");
    var job = github.job(JobClaims.of(REPOSITORY, "nightly.yml")).environment();
    var refused = npm.run(stage, "other-job", job, "publish");
    command("npm publish", refused, "The trusted publisher");
    require(!refused.isGood(), "npm published from a workflow that is not trusted");
  }

  private void someoneInstalls() throws IOException, InterruptedException {
    Demo.say("5  Someone else installs it, in another folder:");
    stage.write("elsewhere/.npmrc", "registry=" + registry.url() + "\n");
    stage.write("elsewhere/package.json", "{ \"name\": \"elsewhere\", \"version\": \"1.0.0\" }\n");
    var installed = npm.run(stage, "elsewhere", Map.of(), "install", PACKAGE, "--no-audit");
    command("npm install " + PACKAGE, installed, "added ");
    require(installed.isGood(), "npm could not install:\n" + installed.said());
    var folder = stage.folder("elsewhere");
    var locked = INTEGRITY.matcher(Files.readString(folder.resolve("package-lock.json")));
    require(locked.find(), "npm checked no integrity");
    Demo.say("   checked: " + locked.group(1).substring(0, 40) + "...");
    var ran =
        new Program(
                List.of("node", "-p", "require('%s')".formatted(PACKAGE)), folder, System.getenv())
            .run();
    command("node -p \"require('%s')\"".formatted(PACKAGE), ran, "");
    require(ran.said().equals(MESSAGE), "what was installed does not run:\n" + ran.said());
  }

  private void operator(String input, String arguments) throws IOException, InterruptedException {
    var outcome = registry.command(input, List.of(arguments.split(" ", -1)));
    Demo.say("   $ imprimatur " + arguments);
    require(outcome.isGood(), outcome.said());
  }

  private void writeProject(String folder) throws IOException {
    stage.write(
        folder + "/package.json",
        """
        {
          "name": "%s",
          "version": "1.0.0",
          "description": "Goes up.",
          "repository": "github:%s",
          "publishConfig": { "registry": "%s" }
        }
        """
            .formatted(PACKAGE, REPOSITORY, registry.url()));
    stage.write(folder + "/index.js", "module.exports = '%s';\n".formatted(MESSAGE));
    stage.write(
        folder + "/README.md",
        """
        # Rocket

        Published by a CI job that held **no token**:

        ```js
        require('rocket') // '%s'
        ```
        """
            .formatted(MESSAGE));
  }

  /** Shows a command, and of all that it said the lines with this in them. */
  private static void command(String words, Program.Outcome outcome, String telling) {
    Demo.say("   $ " + words);
    outcome
        .said()
        .lines()
        .filter(line -> line.contains(telling))
        .forEach(line -> Demo.say("   " + line));
  }

  private static void require(boolean holds, String otherwise) throws IOException {
    if (!holds) {
      throw new IOException(otherwise);
    }
  }

  private String page() {
    return registry.url() + "/" + PACKAGE;
  }
}
