package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.e2e.ManualPages.Block;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.testkit.Program;
import dev.imprimatur.testkit.sigstore.FakeSigstore;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a page tells people to type is typed as it stands there, into a shell, by alice, who is
 * signed in and owns the package. Commands of the operator's alone and requests have a test of
 * their own in the registry ({@code PrintedCommandTest}), and so has what jobs run ({@code
 * ManualJobTest}).
 */
@ExtendWith(E2eEnvironments.OfClass.class)
final class ManualTest {
  private static final Pattern OPERATORS = Pattern.compile("\\./imprimatur .*");
  private static final Pattern REQUEST = Pattern.compile("(GET|POST|PUT|DELETE) .*|\\{\".*}.*");

  /** What is set off and is no command, by how it begins. */
  private static final Map<String, String> NOT_COMMANDS =
      Map.of(
          "npm notice The trusted publisher", "what npm prints",
          "@acme:registry=", "a line of .npmrc; PeopleTest installs with one",
          "database: jdbc:postgresql", "a line of the configuration",
          "method=PUT", "a line of the log",
          "name = Imprimatur", "a configuration of the JDK's; SoftToken writes one",
          "publicUrl: ", "lines of the configuration",
          "permissions:", "lines of a workflow; ManualJobTest runs whole ones");

  private static final String FAKE_JOB = "./imprimatur user add alice --email alice@acme.example\n";
  private static final String SECOND_FACTOR =
      "npm login --registry https://npm.acme.example\nnpm profile enable-2fa";
  private static final String RECEIPT = "curl -s https://npm.acme.example/-/api/v1/receipt/";

  /** What is not typed with all the others, by how it begins, and why. */
  private static final Map<String, String> NOT_TYPED =
      Map.ofEntries(
          Map.entry("mvn verify", "it runs this test"),
          Map.entry("./dev test", "it runs this test"),
          Map.entry("bench/run", "an hour, and a test of its own"),
          Map.entry("df -h", "the machine's disks"),
          Map.entry("npm token ", "it asks for a password; ClientMatrixTest gives one"),
          Map.entry("curl -fsS https://token.actions", "it asks GitHub"),
          Map.entry("keytool ", "it needs a token; SoftToken has one, and types this"),
          Map.entry("npm unpublish rocket", "ClientMatrixTest types it of packages of its own"),
          Map.entry("npm team create ", "ClientMatrixTest types it, as an owner of crew"),
          Map.entry("npm team ls ", "ClientMatrixTest types it, as an owner of crew"),
          Map.entry("npm org set ", "ClientMatrixTest types it, as an owner of crew"),
          Map.entry("npm owner ls ", "ClientMatrixTest types it, and bob accepts"),
          Map.entry("npm access set mfa=publish", "it names bob; PublishingAccessTest has one"),
          Map.entry("npm profile enable-2fa", "it asks for a password; ClientMatrixTest gives one"),
          Map.entry(SECOND_FACTOR, "the same, after a sign-in"),
          Map.entry("npm unstar ", "npm 12 has no stars; ClientMatrixTest stars with npm 11"),
          Map.entry("npm stage publish", "typed with all that belongs to it, from trust.md"),
          Map.entry("imprimatur user ci-account", "FourEyesTest links such an account"),
          Map.entry("npm search ", "ClientMatrixTest types it, once there is something to find"),
          Map.entry(FAKE_JOB + "./imprimatur issuer add gitlab", "it has a test below"),
          Map.entry("curl 'http://127.0.0.1:9000", "a part of that"),
          Map.entry("eval \"$(curl -s", "a part of that"),
          Map.entry(RECEIPT, "it has a test below"),
          Map.entry("jq -r ", "a part of that"));

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final FakeSigstore SIGSTORE = FakeSigstore.start();

  private final Npm npm = Clients.newest();
  private final E2eEnvironment surroundings;

  @TempDir private Path folder = Path.of("");

  ManualTest(E2eEnvironments environments) {
    this.surroundings = environments.of(npm, SigstoreSetup.of(SIGSTORE));
  }

  @AfterAll
  static void close() {
    SIGSTORE.close();
  }

  private static List<Block> set() {
    return ManualPages.blocks().stream().filter(Block::isTyped).toList();
  }

  /**
   * Blocks that no other test has; what several say is typed once, where there is most beside it.
   */
  static List<Block> typed() {
    var said = new HashSet<String>();
    return set().stream()
        .filter(block -> !isOthers(block) && !begins(NOT_COMMANDS, block))
        .filter(block -> !begins(NOT_TYPED, block))
        .sorted(Comparator.comparingLong(block -> -block.text().lines().count()))
        .filter(block -> said.addAll(block.text().lines().toList()))
        .toList();
  }

  /** Of the operator's commands alone, or of requests. */
  private static boolean isOthers(Block block) {
    return block
        .text()
        .replaceAll("\\\\\n", "")
        .lines()
        .allMatch(line -> OPERATORS.matcher(line).matches() || REQUEST.matcher(line).matches());
  }

  private static boolean begins(Map<String, String> reasons, Block block) {
    return reasons.keySet().stream().anyMatch(block.text()::startsWith);
  }

  @Test
  void noReasonOutlivesWhatItIsFor() {
    var reasons = new TreeSet<>(NOT_TYPED.keySet());
    reasons.addAll(NOT_COMMANDS.keySet());
    assertThat(reasons)
        .allMatch(reason -> set().stream().anyMatch(block -> block.text().startsWith(reason)));
    assertThat(typed()).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @MethodSource("typed")
  void itDoesWhatItSays(Block block) {
    var text = block.text();
    var scene = scene(text.contains("@acme/") ? "@acme/" : "");
    scene.begin();
    if (text.contains("@1.2.3")) {
      scene.publish("1.2.3");
    }
    if (text.contains("old-branch")) {
      scene.tag("old-branch");
    }
    if (text.contains("--provenance")) {
      PublicRepository.trust(surroundings, scene.name());
    }
    // What ends a session has one of its own.
    var owner =
        text.contains("logout")
            ? Owner.signIn(surroundings.server(), E2eEnvironment.OWNER)
            : surroundings.owner();
    var machine = machine(scene, owner);
    if (text.contains("/attestations/")) {
      scene.publishWithProvenance(npm);
      text = text.replace("1.0.0", "1.1.0");
    }
    if (text.contains("audit signatures")) {
      scene.publishWithProvenance(npm);
      installed(machine, scene);
    }
    type(machine, text, scene);
  }

  private ManualScene scene(String scope) {
    return new ManualScene(surroundings, folder, scope + "printed-" + COUNT.incrementAndGet());
  }

  /** Where alice has the project of the package, and has signed in. */
  private ClientMachine machine(ManualScene scene, Owner owner) {
    var machine =
        surroundings
            .machine(npm, Map.of("npm_config_yes", "true", "npm_config_ignore_scripts", "true"))
            .token(surroundings.server(), owner.token())
            .project(scene.name(), "1.2.3", ClientMachine.PUBLIC, PublicRepository.URL)
            .file(".npmrc", "registry=" + surroundings.url() + "\n")
            .file("pnpm/package.json", "{}")
            .file("pnpm/.npmrc", "registry=" + surroundings.url() + "\n")
            .file("pnpm/pnpm-workspace.yaml", "minimumReleaseAge: 0\n");
    ManualShell.write(machine.project().resolve("imprimatur"), surroundings.operator().launcher());
    return machine;
  }

  /** Each client has a project of its own, as one does not go on in the other's. */
  private void installed(ClientMachine machine, ManualScene scene) {
    machine.file("package.json", "{}");
    shell().run(machine, "npm install %1$s\ncd pnpm\npnpm add %1$s".formatted(scene.name())).done();
  }

  private ManualShell shell() {
    return new ManualShell(npm, folder.resolve("bin"));
  }

  private Outcome type(ClientMachine machine, String text, ManualScene scene) {
    var lines =
        text.replaceAll("\\\\\n", " ")
            .strip()
            .lines()
            .filter(line -> !REQUEST.matcher(line).matches())
            .map(line -> meant(line, scene))
            .collect(Collectors.joining("\n"));
    var answers = lines.contains("npm login") ? ManualScene.signingIn() : List.<Command.Answer>of();
    var outcome = shell().run(machine, lines, answers.toArray(Command.Answer[]::new)).done();
    assertThat(outcome.toString()).doesNotContain("npm error", "Unknown cli config");
    return outcome;
  }

  /** A line, with the registry, the package and the ids of this scene. */
  private String meant(String line, ManualScene scene) {
    // Behind some blanks stands what it is for. Nobody is at a browser here, as in
    // ClientMatrixTest.
    var typed =
        line.replaceFirst(" {5,}[a-z].*", "")
            .replaceFirst("^npm login", "npm login --auth-type=legacy")
            .replace("https://npm.acme.example", surroundings.server().url())
            .replace("http://localhost:4873", surroundings.server().url())
            .replaceAll("@acme/(rocket|NAME)|\\bPACKAGE\\b", scene.name())
            .replaceAll("(?<!acme/)\\brocket\\b|\\bNAME\\b", scene.name())
            .replaceFirst("^pnpm audit", "cd pnpm\npnpm audit");
    if (typed.matches(".*\\bID\\b.*")) {
      var id = typed.contains("stage") ? scene.stagedVersion() : scene.publisher();
      typed = typed.replaceAll("\\bID\\b", id);
    }
    return switch (typed) {
      case "npm stage publish" -> scene.inJob(JobClaims.of("acme/rocket", "release.yml")) + typed;
      case "npm publish --provenance" -> scene.inJob(PublicRepository.JOB) + typed;
      default -> typed;
    };
  }

  private static String printed(String begin) {
    return set().stream()
        .map(Block::text)
        .filter(text -> text.startsWith(begin))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aReceiptIsVerifiedWithoutUs() {
    assumeTrue(ManualShell.here("jq").isPresent() && ManualShell.here("openssl").isPresent());
    var scene = scene("");
    scene.begin();
    var machine = machine(scene, surroundings.owner());
    shell().run(machine, "npm pack %s@1.0.0".formatted(scene.name())).done();
    type(machine, printed(RECEIPT), scene);
    assertThat(type(machine, printed("jq -r .payload"), scene).out())
        .contains("Verified OK", "\"repository\": \"acme/" + scene.name());
    var digests = type(machine, printed("jq -r '.subject"), scene).out().lines().toList();
    assertThat(digests.get(1)).startsWith(digests.getFirst());
  }

  @Test
  void aJobOfAFakeIssuerPublishes() throws IOException {
    var address = Server.freeAddress();
    var gitlab = fakeGitLab(address.replaceFirst(".*:", ""));
    try {
      var scene = scene("");
      // Here is no terminal to ask for a password, and alice is there already.
      var text =
          printed(FAKE_JOB + "./imprimatur issuer add")
              .replace("127.0.0.1:9000", address)
              .replaceFirst(
                  "user add alice (.*)",
                  "user add %s $1 --password-stdin <<END\n%s\nEND"
                      .formatted(scene.name(), Imprimatur.PASSWORD));
      assertThat(type(machine(scene, surroundings.owner()), text, scene).out())
          .contains("+ " + scene.name() + "@1.2.3");
    } finally {
      gitlab.destroy();
    }
  }

  /** What the launcher starts as {@code fake-issuer}. */
  private static Process fakeGitLab(String port) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var path = System.getProperty("java.class.path");
    var words = List.of(java, "-cp", path, Program.class.getName(), "gitlab", "--port", port);
    var started = new ProcessBuilder(words).redirectError(Redirect.DISCARD).start();
    assertThat(started.inputReader(UTF_8).readLine()).as("its greeting").isNotNull();
    return started;
  }
}
