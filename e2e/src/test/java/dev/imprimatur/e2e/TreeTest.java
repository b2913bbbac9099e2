package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever the registry takes, every client unpacks it to the same files, and installs nothing but
 * what is shown.
 */
final class TreeTest {
  private static final int MUTANTS = 150;
  private static final long SEED = 19;

  @TempDir static Path folder;
  private static Optional<E2eEnvironment> open = Optional.empty();
  private static Optional<Web> alice = Optional.empty();

  /** The packages that were taken, each under a name of its own for one project. */
  private final Map<String, Object> taken = new LinkedHashMap<>();

  @BeforeAll
  static void open() {
    open = Optional.of(E2eEnvironment.open(folder));
    alice = Optional.of(new Web(surroundings().operator().token(E2eEnvironment.OWNER)));
  }

  @AfterAll
  static void close() {
    alice.ifPresent(Web::close);
    open.ifPresent(E2eEnvironment::close);
  }

  @Test
  void everyTarballThatIsTakenIsTheSameTreeToEveryClient() {
    publishMutants();
    var shown = new Web("").json(surroundings().server().at("/tree")).at("versions");

    var npm = Clients.all().getFirst();
    var npmrc = "ignore-scripts=true\naudit=false\nfund=false\n";
    var trees = unpacked(npm, ".npmrc", npmrc);
    taken
        .keySet()
        .forEach(
            alias -> requireShown(shown.at(version(alias)), trees.getOrDefault(alias, Map.of())));
    if (!Clients.newest().equals(npm)) {
      assertThat(unpacked(Clients.newest(), ".npmrc", npmrc)).as("npm 12").isEqualTo(trees);
    }
    Clients.pnpm()
        .map(pnpm -> unpacked(pnpm, "pnpm-workspace.yaml", "minimumReleaseAge: 0\n"))
        .ifPresent(others -> assertThat(others).as("pnpm").isEqualTo(trees));
    var settings = surroundings().yarnSettings() + "npmMinimalAgeGate: 0\nenableScripts: false\n";
    Clients.yarn()
        .map(yarn -> unpacked(yarn, ".yarnrc.yml", settings))
        .ifPresent(others -> assertThat(others).as("yarn").isEqualTo(trees));
    // bun runs no scripts of what it installs, unless it is told to.
    Clients.bun()
        .map(bun -> unpacked(bun, "bunfig.toml", "telemetry = false\n"))
        .ifPresent(others -> assertThat(others).as("bun").isEqualTo(trees));
  }

  /** What a manifest says in a form that is none is refused or not shown, whoever says it. */
  @Test
  void npmInstallsNothingThatNoTarballDependsOn() {
    var odd = new ArrayList<Object>(List.of(List.of("9.9.9"), "9.9.9", 7, true));
    odd.add(Map.of("evil", 1));
    odd.add(Map.of("evil", "9.9.9"));
    int patch = 0;
    int refused = 0;
    for (var field :
        List.of(
            "dependencies",
            "optionalDependencies",
            "peerDependencies",
            "bundleDependencies",
            "peerDependenciesMeta",
            "bin",
            "scripts",
            "directories",
            "engines",
            "os",
            "cpu",
            "_hasShrinkwrap")) {
      for (var value : odd) {
        var version = "1.0." + patch++;
        var inside = Json.members("name", "plain", "version", version);
        var document = new LinkedHashMap<>(inside);
        document.put(field, value);
        if (published(
                "plain", version, document, TarMutants.plain(Json.write(inside).getBytes(UTF_8)))
            == 201) {
          taken.put("p" + version.replace('.', '-'), "npm:plain@" + version);
        } else {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(10);
    assertThat(taken).hasSizeGreaterThan(10);

    var trees = unpacked(Clients.all().getFirst(), ".npmrc", "audit=false\nfund=false\n");
    assertThat(trees.keySet()).isEqualTo(taken.keySet());
    trees.forEach((alias, tree) ->
        assertThat(tree)
            .containsOnly(
                Map.entry(
                    "package.json",
                    Json.write(Json.members("name", "plain", "version", version(alias))))));
  }

  private void publishMutants() {
    var random = new Random(SEED);
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      var version = "1.0." + i;
      var tarball = TarMutants.next(random, version);
      int status =
          published("tree", version, Json.members("name", "tree", "version", version), tarball);
      if (status == 201) {
        taken.put("t" + version.replace('.', '-'), "npm:tree@" + version);
      } else {
        refused++;
        assertThat(status).as("mutant %d", i).isEqualTo(400);
      }
    }
    assertThat(refused).isGreaterThan(MUTANTS / 4);
    assertThat(taken).hasSizeGreaterThan(MUTANTS / 4);
  }

  /** What the registry has seen in a tarball is what was unpacked of it. */
  private static void requireShown(Json shown, Map<String, String> tree) {
    assertThat(shown.text("dist", "fileCount")).isEqualTo("" + tree.size());
    int bytes = tree.values().stream().mapToInt(text -> text.getBytes(UTF_8).length).sum();
    assertThat(shown.text("dist", "unpackedSize")).isEqualTo("" + bytes);
    assertThat(shown.text("description"))
        .isEqualTo(Json.object(tree.getOrDefault("package.json", "")).text("description"));
  }

  /** All files of each package that was taken, after a client has installed all of them at once. */
  private Map<String, Map<String, String>> unpacked(Npm client, String file, String settings) {
    var machine = surroundings().machine(client).file(file, settings);
    machine.file(
        "package.json",
        Json.write(Json.members("name", "consumer", "version", "1.0.0", "dependencies", taken)));
    if (file.equals(".yarnrc.yml")) {
      machine.file("yarn.lock", "").npm("install").done();
    } else {
      machine.npm("install", "--registry", surroundings().url()).done();
    }
    var trees = new TreeMap<String, Map<String, String>>();
    var modules = machine.project().resolve("node_modules");
    for (var name : names(modules)) {
      trees.put(name, tree(modules.resolve(name)));
    }
    return trees;
  }

  private static List<String> names(Path modules) {
    try (var all = Files.list(modules)) {
      return all.map(each -> each.getFileName().toString())
          .filter(name -> !name.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> tree(Path root) {
    var files = new TreeMap<String, String>();
    try {
      var real = root.toRealPath();
      try (var all = Files.walk(real)) {
        for (var file : all.filter(Files::isRegularFile).toList()) {
          files.put(real.relativize(file).toString(), Files.readString(file));
        }
      }
      return files;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int published(
      String name, String version, Map<String, Object> manifest, byte[] tarball) {
    var shown = new LinkedHashMap<>(manifest);
    shown.put("dist", Map.of("integrity", Digests.integrity(tarball)));
    var attachment = Json.members("data", Base64.getEncoder().encodeToString(tarball));
    var document =
        Json.members(
            "name",
            name,
            "access",
            "public",
            "dist-tags",
            Map.of("latest", version),
            "versions",
            Map.of(version, shown),
            "_attachments",
            Map.of("x.tgz", attachment));
    try {
      return alice
          .orElseThrow()
          .publish(
              surroundings().server().at("/" + name), BodyPublishers.ofString(Json.write(document)))
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static E2eEnvironment surroundings() {
    return open.orElseThrow();
  }

  private static String version(String alias) {
    return alias.substring(1).replace('-', '.');
  }
}
