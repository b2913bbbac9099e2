package dev.imprimatur.doors.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.Covers;
import dev.imprimatur.config.ConfigKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The launcher, with a JVM that only writes down how it was started and what it was given: what it
 * hands to the runs by which it learns, what it believes of them, and that one builds at a time.
 */
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("../imprimatur").toAbsolutePath().normalize();

  /** A run that learns leaves a cache; one that serves stays until it is told to end. */
  private static final String JAVA =
      """
      #!/bin/sh
      here=$(cd "$(dirname "$0")/.." && pwd)
      mood=$(cat "$here/mood")
      run=$(mktemp "$here/runs/$(date +%s%N)-XXXXXX")
      { echo "arguments $*"; echo "folder $PWD"; echo "umask $(umask)"; env; } >"$run"
      serves=no learns=no tries=no
      for word in "$@"; do
        case $word in
          -XX:AOTCacheOutput=*) learns=yes; echo cache >"${word#*=}" ;;
          -XX:AOTMode=on) tries=yes ;;
          serve) serves=yes ;;
        esac
      done
      case $learns$tries in nono) exit 0 ;; esac
      [ "$mood" != mute ] || exit 1
      [ "$mood$tries" != crashingyes ] || exit 134
      mkdir data
      trap 'kill $!; exit 143' TERM
      [ "$mood" = hanging ] || echo "Imprimatur is ready at http://localhost:1"
      sleep 60 &
      wait $!
      """;

  private static final String MVN =
      """
      #!/bin/sh
      here=$(cd "$(dirname "$0")/.." && pwd)
      echo building >>"$here/builds"
      echo "[INFO] --- maven-compiler-plugin:3:compile (default-compile) @ registry ---"
      sleep 1
      mkdir -p registry/target testkit/target
      case $(cat "$here/mood") in
        broken) echo "[ERROR] no such thing"; exit 1 ;;
        cut) printf '[ERROR] there is no room' >&2; exit 1 ;;
        killed) kill -9 $$ ;;
        idle) exit ;;
      esac
      touch testkit/target/testkit.jar registry/target/imprimatur.jar
      """;

  @TempDir private Path folder = Path.of("");

  /** How the launcher ended, and all that it said. */
  private record Ended(int exit, String text) {}

  @BeforeEach
  void lay() throws IOException {
    program("jdk/bin/java", JAVA);
    program("bin/mvn", MVN);
    Files.writeString(folder.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    Files.createDirectories(folder.resolve("jdk/runs"));
    Files.createDirectories(folder.resolve("tmp"));
    mood("good");
    copyLauncher("copy");
    Files.createDirectories(folder.resolve("copy/lib"));
    Files.createFile(folder.resolve("copy/lib/imprimatur.jar"));
  }

  @Covers("A501")
  @Test
  void theRunsByWhichItLearnsGetNothingOfTheOperators() throws Exception {
    var operators = folder.resolve("operators");
    Files.createDirectories(operators);
    Files.writeString(operators.resolve("imprimatur.yaml"), "data: " + operators + "\n");
    var variables = new HashMap<String, String>();
    for (var key : ConfigKey.values()) {
      var name = "IMPRIMATUR_" + key.dashed().replace('-', '_').toUpperCase(Locale.ROOT);
      variables.put(name, operators.resolve(key.key()).toString());
    }
    variables.put("IMPRIMATUR_CONFIG", operators.resolve("imprimatur.yaml").toString());
    variables.put("IMPRIMATUR_JAVA_OPTIONS", "-Doperators=" + operators);
    variables.put("JDK_JAVA_OPTIONS", "-Doperators=" + operators);
    variables.put("JAVA_TOOL_OPTIONS", "-Doperators=" + operators);
    variables.put("PGPASSFILE", operators.resolve("pgpass").toString());

    var ended = launch(operators, variables, "serve", "--data", operators.toString());

    assertThat(ended.exit()).as(ended.text()).isZero();
    var runs = runs();
    assertThat(runs).hasSize(3);
    for (var rehearsal : runs.subList(0, 2)) {
      assertThat(rehearsal)
          .contains(" serve --listen 127.0.0.1:0 --data " + folder.resolve("tmp"))
          .doesNotContain(operators.toString())
          .doesNotContain("IMPRIMATUR_");
    }
    assertThat(runs.getLast())
        .contains("serve --data " + operators)
        .contains("-Doperators=" + operators)
        .contains(variables.keySet());
    assertThat(names(operators)).containsExactly("imprimatur.yaml");
    assertThat(names(folder.resolve("tmp"))).isEmpty();
  }

  @Test
  void aCacheThatPassedItsTrialIsUsedFromThenOn() throws Exception {
    var first = launch("serve");
    var second = launch("serve");

    assertThat(first.text())
        .matches(
            """
            imprimatur: learning to start faster, once for each build ...
            imprimatur: learned in \\d+ s\\.
            """);
    assertThat(second.text()).isEmpty();
    assertThat(runs()).hasSize(4);
    assertThat(runs().getLast()).contains("-XX:AOTCache=" + folder.resolve("copy/lib"));
  }

  @Test
  void aCacheThatCrashesTheJvmIsNotKept() throws Exception {
    mood("crashing");
    assertStartsWithoutCache();
  }

  @Test
  void aCacheOfARunThatNeverWasReadyIsNotKept() throws Exception {
    mood("mute");
    assertStartsWithoutCache();
  }

  private void assertStartsWithoutCache() throws Exception {
    var first = launch("serve");
    int learned = runs().size();
    var second = launch("serve");

    assertThat(first.text())
        .matches(
            """
            imprimatur: learning to start faster, once for each build ...
            imprimatur: could not learn it \\(\\d+ s\\), and starts as ever\\.
            """);
    assertThat(second).isEqualTo(new Ended(0, ""));
    assertThat(runs()).hasSize(learned + 1);
    assertThat(runs().getLast()).doesNotContain("AOTCache");
    assertThat(folder.resolve("copy/lib/imprimatur.aot")).doesNotExist();
    assertThat(names(folder.resolve("tmp"))).isEmpty();
  }

  @Test
  void whoInterruptsItLeavesNothingBehind() throws Exception {
    mood("hanging");
    var process = start(folder.resolve("copy"), Map.of(), "serve");
    while (runs().isEmpty()) {
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
    var jvm = process.descendants().filter(each -> isJvm(each)).findFirst().orElseThrow();
    process.destroy();

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(jvm.onExit().get(1, TimeUnit.MINUTES).isAlive()).isFalse();
    assertThat(names(folder.resolve("tmp"))).isEmpty();
    assertThat(folder.resolve("copy/lib/imprimatur.aot")).doesNotExist();
  }

  private boolean isJvm(ProcessHandle process) {
    var arguments = process.info().arguments().orElse(new String[0]);
    return Stream.of(arguments).anyMatch(word -> word.endsWith("jdk/bin/java"));
  }

  @Test
  void whatTheRegistryWritesIsItsOperatorsAlone() throws Exception {
    launch("serve");

    assertThat(runs().getLast()).contains("umask 0077").contains("-XX:+ExitOnOutOfMemoryError");
  }

  @Test
  void ofTwoAtOnceOneBuildsAndTheOtherWaits() throws Exception {
    laySources();
    var first = start(folder.resolve("sources"), Map.of(), "help");
    var second = start(folder.resolve("sources"), Map.of(), "help");
    var texts = List.of(read(first), read(second));

    assertThat(first.waitFor()).isZero();
    assertThat(second.waitFor()).isZero();
    assertThat(Files.readAllLines(folder.resolve("builds"))).hasSize(1);
    assertThat(texts).anyMatch(text -> text.contains("compiling registry ("));
    assertThat(texts).anyMatch(text -> text.matches("imprimatur: another one builds here.*\n"));
    assertThat(runs()).hasSize(2);
    assertThat(folder.resolve("sources/registry/target/launcher.lock"))
        .satisfies(lock -> assertThat(Files.isSymbolicLink(lock)).isFalse());
  }

  @Test
  void whoWasKilledInTheMiddleOfABuildKeepsNobodyFromBuilding() throws Exception {
    laySources();
    var target = Files.createDirectories(folder.resolve("sources/registry/target"));
    var dead = new ProcessBuilder("true").start();
    dead.waitFor();
    Files.createSymbolicLink(target.resolve("launcher.lock"), Path.of(Long.toString(dead.pid())));

    assertThat(launch(folder.resolve("sources"), Map.of(), "help").exit()).isZero();
    assertThat(Files.readAllLines(folder.resolve("builds"))).hasSize(1);
  }

  @Test
  void aBuildThatFailsIsToldInMavensWordsAndStartsNothing() throws Exception {
    laySources();
    mood("broken");
    var ended = launch(folder.resolve("sources"), Map.of(), "help");

    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.text()).contains("[ERROR] no such thing\n").contains("the build failed");
    assertThat(runs()).isEmpty();
  }

  /**
   * However a build ends without a jar: in the middle of a line, by a signal, or as if all is well.
   */
  @ParameterizedTest
  @CsvSource({
    "cut,there is no room",
    "killed,mvn ended with 137",
    "idle,this copy is not complete",
  })
  void aBuildThatMakesNothingIsToldToo(String mood, String words) throws Exception {
    laySources();
    mood(mood);
    var ended = launch(folder.resolve("sources"), Map.of(), "help");

    assertThat(ended.exit()).isEqualTo(1);
    assertThat(ended.text()).contains(words);
    assertThat(runs()).isEmpty();
  }

  private void laySources() throws IOException {
    copyLauncher("sources");
    for (var module : List.of("registry", "testkit")) {
      Files.createDirectories(folder.resolve("sources/" + module + "/src/main"));
      Files.createFile(folder.resolve("sources/" + module + "/pom.xml"));
    }
    Files.createFile(folder.resolve("sources/pom.xml"));
  }

  private void copyLauncher(String name) throws IOException {
    var place = Files.createDirectories(folder.resolve(name)).resolve("imprimatur");
    Files.copy(LAUNCHER, place, StandardCopyOption.COPY_ATTRIBUTES);
  }

  private void mood(String word) throws IOException {
    Files.writeString(folder.resolve("jdk/mood"), word);
    Files.writeString(folder.resolve("mood"), word);
  }

  private void program(String name, String text) throws IOException {
    var file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private Ended launch(String... words) throws IOException, InterruptedException {
    return launch(folder.resolve("copy"), Map.of(), words);
  }

  private Ended launch(Path where, Map<String, String> variables, String... words)
      throws IOException, InterruptedException {
    var process = start(where, variables, words);
    var text = read(process);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), text);
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), UTF_8);
  }

  private Process start(Path where, Map<String, String> variables, String... words)
      throws IOException {
    var copy = Files.exists(where.resolve("imprimatur")) ? where : folder.resolve("copy");
    var all = Stream.concat(Stream.of(copy.resolve("imprimatur").toString()), Stream.of(words));
    var builder = new ProcessBuilder(all.toList()).directory(where.toFile());
    builder.redirectErrorStream(true).environment().clear();
    builder.environment().putAll(variables);
    builder.environment().put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().put("TMPDIR", folder.resolve("tmp").toString());
    builder.environment().put("IMPRIMATUR_JAVA_HOME", folder.resolve("jdk").toString());
    return builder.start();
  }

  /** What each start of the JVM was given, in order. */
  private List<String> runs() throws IOException {
    try (var files = Files.list(folder.resolve("jdk/runs"))) {
      return files.sorted().map(LauncherTest::text).toList();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> names(Path place) throws IOException {
    try (var files = Files.list(place)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
