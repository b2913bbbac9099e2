package dev.imprimatur.testkit.demo;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.JobClaims;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The steps of the demo, and the lines that tell of them. Whatever goes otherwise ends it. */
final class Story {
  private static final String PACKAGE = "rocket";
  private static final String REPOSITORY = "acme/rocket";
  private static final String WORKFLOW = "publish.yml";
  private static final String PUBLISH = "publish --provenance --access public";
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
    someoneChecks();
  }

  private void anOperatorTrustsAWorkflow() throws IOException, InterruptedException {
    Demo.say("2  Its operator trusts a workflow with a name that nobody has published yet:");
    operator(
        // Nobody signs in during the demo, so nobody needs to know it.
        UUID.randomUUID() + "\n", "user add alice --email alice@acme.example --password-stdin");
    operator(
        "",
        "trust add %s github --issuer %s --repository %s --file %s --owner alice"
            .formatted(PACKAGE, github.issuer(), REPOSITORY, WORKFLOW));
  }

  private void aJobPublishes() throws IOException, InterruptedException {
    Demo.say(
        "3  A GitHub Actions job (a pretend one) of %s starts by a push to main."
            .formatted(REPOSITORY));
    Demo.say(
        "   It holds no token, npm %s there has no configuration, and a pretend Sigstore signs:"
            .formatted(npm.version()));
    writeProject("job");
    var published = publish("job", WORKFLOW);
    // By itself, npm signs what is there already and public, from the second version on.
    command("npm " + PUBLISH, published, "Signed provenance", "+ ");
    require(published.isGood(), "npm could not publish:\n" + published.said());
    Demo.say("   Its page says who published it from which commit: " + page());
  }

  private void anotherJobIsRefused() throws IOException, InterruptedException {
    Demo.say("4  The same from a workflow that is not trusted:");
    writeProject("other-job");
    var refused = publish("other-job", "nightly.yml");
    command("npm " + PUBLISH, refused, "The trusted publisher");
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

  private void someoneChecks() throws IOException, InterruptedException {
    Demo.say("6  ... and checks that the registry has signed it, and that the job has built it:");
    var audited = npm.run(stage, "elsewhere", Map.of(), "audit", "signatures");
    command("npm audit signatures", audited, "verified");
    require(audited.isGood(), "npm found something wrong:\n" + audited.said());
    for (var what : List.of("registry signature", "attestation")) {
      require(
          audited.said().contains("verified " + what),
          "npm verified no %s:\n%s".formatted(what, audited.said()));
    }
  }

  private Program.Outcome publish(String folder, String workflow)
      throws IOException, InterruptedException {
    var claims = JobClaims.of(REPOSITORY, workflow).visibility("public");
    return npm.run(stage, folder, github.job(claims).environment(), PUBLISH.split(" ", -1));
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

  /** Shows a command, and of all that it said the lines with one of these in them. */
  private static void command(String words, Program.Outcome outcome, String... telling) {
    Demo.say("   $ " + words);
    outcome
        .said()
        .lines()
        .filter(line -> Stream.of(telling).anyMatch(line::contains))
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
