package dev.imprimatur.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.imprimatur.testkit.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * A version that somebody has published elsewhere, from the list in {@code real-packages.txt}.
 *
 * @param isSmall whether it is one of the few that are tried at every build
 * @param refusal the code of the refusal that it gets here
 */
record RealPackage(String name, String version, boolean isSmall, Optional<String> refusal) {
  private static final Path FOLDER = Path.of("target/real-packages").toAbsolutePath();
  private static final String LIST = "/real-packages.txt";
  private static final String SMALL = "small";
  private static final int BATCH = 16;

  /** All of the list. */
  static List<RealPackage> all() {
    try (var list = RealPackage.class.getResourceAsStream(LIST)) {
      return new String(Objects.requireNonNull(list).readAllBytes(), UTF_8)
          .lines()
          .map(line -> line.replaceFirst("#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(RealPackage::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RealPackage parse(String line) {
    var words = Arrays.asList(line.split(" +", -1));
    int at = words.getFirst().lastIndexOf('@');
    var rest = words.subList(1, words.size());
    return new RealPackage(
        words.getFirst().substring(0, at),
        words.getFirst().substring(at + 1),
        rest.contains(SMALL),
        rest.stream().filter(word -> !word.equals(SMALL)).findFirst());
  }

  /** Its name and version, as clients write them. */
  String spec() {
    return name + "@" + version;
  }

  /** Another name for it, so that versions of one package can be installed side by side. */
  String alias() {
    return spec().replaceAll("[^A-Za-z0-9]", "-").replaceFirst("^-+", "").toLowerCase(Locale.ROOT);
  }

  /** Where a registry has its tarball. */
  String path() {
    return "/%s/-/%s-%s.tgz".formatted(name, name.replaceFirst(".*/", ""), version);
  }

  /** Where it is once it was fetched. */
  Path tarball() {
    return FOLDER.resolve(name.replace("@", "").replace('/', '-') + "-" + version + ".tgz");
  }

  byte[] bytes() {
    try {
      return Files.readAllBytes(tarball());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Fetches those that are not there, from whichever registry this machine's npm is set up to use.
   * The test that needs them is skipped if it cannot be reached.
   */
  static void fetch(List<RealPackage> wanted) {
    var missing = wanted.stream().filter(each -> !Files.exists(each.tarball())).toList();
    for (int i = 0; i < missing.size(); i += BATCH) {
      fetchBatch(missing.subList(i, Math.min(i + BATCH, missing.size())));
    }
  }

  private static void fetchBatch(List<RealPackage> wanted) {
    var npm = Clients.onPath("npm");
    if (npm.isEmpty()) {
      skip("there is no npm on the PATH");
    }
    try {
      Files.createDirectories(FOLDER);
      var scratch = Files.createTempDirectory(FOLDER, "batch.");
      var command = new ArrayList<>(List.of(npm.orElseThrow().toString(), "pack", "--json"));
      command.addAll(List.of("--ignore-scripts", "--fetch-retries=0"));
      wanted.forEach(each -> command.add(each.spec()));
      var outcome = new Command(command, scratch, System.getenv()).run();
      if (outcome.exit() != 0) {
        Folders.delete(scratch);
        // Whoever answers so can be reached, and the list is wrong.
        assertThat(outcome.err()).doesNotContain("E404").doesNotContain("ETARGET");
        skip("npm could not fetch them: " + firstLine(outcome.err()));
      }
      for (var each : wanted) {
        Files.move(scratch.resolve(each.tarball().getFileName()), each.tarball());
      }
      Folders.delete(scratch);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String firstLine(String said) {
    return said.lines().findFirst().orElse("it did not say why");
  }

  private static void skip(String why) {
    System.out.println("Skipped: real packages, as " + why);
    abort(why);
  }
}
