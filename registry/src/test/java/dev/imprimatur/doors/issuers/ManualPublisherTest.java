package dev.imprimatur.doors.issuers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.testkit.FakeIssuer;
import dev.imprimatur.testkit.ci.CiSystems;
import dev.imprimatur.testkit.ci.GitLab;
import dev.imprimatur.testkit.ci.Workload;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whether a job publishes once the operator has typed what the manual prints for a CI system of
 * one's own: a GitLab or a GitHub Enterprise Server, which has no machines for jobs but its
 * owner's.
 */
final class ManualPublisherTest {
  private static final Path MANUAL = Path.of("../docs/manual").toAbsolutePath().normalize();
  private static final List<Path> OTHERS =
      List.of(
          Path.of("../docs/testkit.md"),
          Path.of("src/main/resources/dev/imprimatur/problem/catalogue.md"));

  private static final Pattern COMMAND =
      Pattern.compile("(?m)^    \\./imprimatur ((?:issuer|trust) add (?:.*\\\\\n)*.*)$");

  /**
   * Commands that stand together.
   *
   * @param issuer how the issuer is added that the publisher names
   */
  record Printed(String page, List<String> issuer, List<String> trust) {
    String url() {
      return issuer.get(3);
    }

    Optional<String> option(String name) {
      int at = issuer.indexOf(name);
      return at < 0 ? Optional.empty() : Optional.of(issuer.get(at + 1));
    }

    @Override
    public String toString() {
      return page + ": " + url();
    }
  }

  private static List<List<String>> commands(Path page) {
    try {
      return COMMAND
          .matcher(Files.readString(page))
          .results()
          .map(found -> found.group(1).replaceAll("\\\\\n", " ").replace("'", "").strip())
          .map(command -> command.replace(" NAME ", " @acme/rocket "))
          .map(command -> List.of(command.split("\\s+", -1)))
          .toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Stream<Printed> of(Path page) {
    var printed = new ArrayList<Printed>();
    var commands = commands(page);
    for (var trust : commands) {
      int named = trust.indexOf("--issuer");
      if (trust.getFirst().equals("trust") && named > 0) {
        commands.stream()
            .filter(each -> each.getFirst().equals("issuer"))
            .filter(each -> each.get(3).equals(trust.get(named + 1)))
            .findFirst()
            .ifPresent(
                issuer -> printed.add(new Printed(page.getFileName().toString(), issuer, trust)));
      }
    }
    return printed.stream();
  }

  static List<Printed> printed() throws IOException {
    try (var pages = Files.list(MANUAL)) {
      return Stream.concat(pages.sorted().toList().stream(), OTHERS.stream())
          .flatMap(ManualPublisherTest::of)
          .toList();
    }
  }

  @Test
  void bothKindsArePrinted() throws IOException {
    assertThat(printed())
        .extracting(each -> each.issuer().get(2))
        .contains("github", "gitlab")
        .hasSizeGreaterThan(6);
  }

  @ParameterizedTest
  @MethodSource("printed")
  void itsJobPublishesAsPrinted(Printed printed) throws IOException {
    var system = CiSystems.example(printed.issuer().get(2)).orElseThrow();
    try (var registry = TestRegistry.start();
        var issuer =
            FakeIssuer.startAs(
                system.system(), printed.url(), registry.clock(), TestRegistry.KEY)) {
      registry.addUser("alice", false);
      run(registry, List.of("org", "add", "acme", "--owner", "alice"));
      var keys = registry.folder().resolve("keys.json");
      Files.writeString(keys, issuer.keySetJson());
      var added = new ArrayList<>(printed.issuer());
      added.addAll(List.of("--keys", keys.toString()));
      run(registry, added);
      run(registry, printed.trust());

      var job = printed.option("--server").map(GitLab::seenAt).map(system::but).orElse(system);
      var name = printed.trust().get(2);
      var minted = registry.exchange(name, issuer.sign(file(job, printed), TestRegistry.AUDIENCE));
      assertThat(minted.status()).as(minted.text()).isEqualTo(201);
      var wanted = TestPackage.of(name, "1.0.0");
      var published =
          registry
              .with(minted.json().text("token").orElseThrow())
              .put(wanted.path(), wanted.document());
      assertThat(published.status()).as(published.text()).isEqualTo(201);
    }
  }

  /** The file that the publisher names, where it is not the usual one. */
  private static Workload file(Workload job, Printed printed) {
    var file = printed.trust().get(printed.trust().indexOf("--file") + 1);
    return printed.issuer().get(2).equals("gitlab") && !file.startsWith("*")
        ? job.but(GitLab.file(file))
        : job;
  }

  private static void run(TestRegistry registry, List<String> words) {
    var said = registry.terminal().run(words.toArray(String[]::new));
    assertThat(said.exit()).as("%s%n%s", words, said.err()).isZero();
  }
}
