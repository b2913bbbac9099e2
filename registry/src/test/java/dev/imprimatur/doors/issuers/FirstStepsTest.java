package dev.imprimatur.doors.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.json.Yaml;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README and the first steps print can be typed and copied as it stands there. */
final class FirstStepsTest {
  private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
  private static final Path MANUAL = PROJECT.resolve("docs/manual");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^    (?:\\./)?(imprimatur|npm) ((?:[^\\\\\n]|\\\\\n)+)$");
  private static final Pattern WORKFLOW =
      Pattern.compile(
          "```yaml\n(# (?:\\.github/workflows/|\\.gitlab-ci)[^\n]+\n.+?)```", Pattern.DOTALL);

  private static List<String> commands(Path page, String program) throws IOException {
    return COMMAND
        .matcher(Files.readString(page))
        .results()
        .filter(found -> found.group(1).equals(program))
        .map(found -> found.group(2).replace("\\\n", " ").replace("'", "").strip())
        .toList();
  }

  /** With the scope as it is before there is an organization, and once it is one's. */
  @Test
  void theOperatorsCommandsWork() throws IOException {
    for (var organization : List.of(false, true)) {
      for (var page : List.of(PROJECT.resolve("README.md"), MANUAL.resolve("getting-started.md"))) {
        try (var registry = TestRegistry.start()) {
          registry.addUser("alice", false);
          if (organization) {
            var added = registry.terminal().run("org", "add", "acme", "--owner", "alice");
            assertThat(added.exit()).as(added.err()).isZero();
          }
          var tried = new ArrayList<String>();
          for (var command : commands(page, "imprimatur")) {
            if (command.matches("(demo|serve|user add) ?.*")) {
              continue;
            }
            tried.add(command);
            var said = registry.terminal().run(command.split("\\s+", -1));
            assertThat(said.exit()).as("%s\n%s", command, said.err()).isZero();
          }
          assertThat(tried).anyMatch(command -> command.startsWith("trust add"));
        }
      }
    }
  }

  /** npm 11.15 and newer refuse to trust anybody with nothing. */
  @Test
  void everyTrustByNpmNamesThePackageAndSaysWhatItAllows() throws IOException {
    var trusts = new ArrayList<String>();
    try (var pages = Files.list(MANUAL)) {
      for (var page : pages.toList()) {
        trusts.addAll(
            commands(page, "npm").stream()
                .filter(command -> command.matches("trust (github|gitlab|circleci) .*"))
                .toList());
      }
    }
    assertThat(trusts).hasSizeGreaterThan(1).allMatch(command -> command.contains("--allow-"));
    assertThat(trusts).allMatch(command -> !command.split("\\s+", -1)[2].startsWith("-"));
  }

  /** A job that may ask for an identity token runs nobody's scripts. */
  @Test
  void aPrintedWorkflowBuildsWhereNothingCanPublish() throws IOException {
    var seen = 0;
    for (var page : List.of(MANUAL.resolve("getting-started.md"), MANUAL.resolve("ci.md"))) {
      for (var found : WORKFLOW.matcher(Files.readString(page)).results().toList()) {
        assertThat(Yaml.read(found.group(1)).toString()).containsAnyOf("runs-on", "image");
        // GitHub's jobs are indented, and GitLab's are not.
        var begins = found.group(1).contains("\njobs:") ? "\n  (?=[a-z]+:\n)" : "\n(?=[a-z]+:\n)";
        for (var job : found.group(1).split(begins, -1)) {
          if (job.contains("id-token: write") || job.contains("\n  id_tokens:")) {
            var shown = job.replace("npm ci --ignore-scripts", "");
            assertThat(shown).doesNotContain("npm ci").doesNotContain("npm run");
            assertThat(job.contains("semantic-release"))
                .isEqualTo(job.contains("NPM_CONFIG_IGNORE_SCRIPTS: 'true'"));
            seen++;
          }
        }
      }
    }
    assertThat(seen).isEqualTo(5);
  }
}
