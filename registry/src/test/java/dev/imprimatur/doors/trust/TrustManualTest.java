package dev.imprimatur.doors.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Whether the manual's page about trust says what works. */
final class TrustManualTest {
  private static final Path PAGE = Path.of("../docs/manual/trust.md").toAbsolutePath().normalize();

  private static String example(String language) throws IOException {
    var block = Pattern.compile("(?s)```" + language + "\n(.*?)```");
    var found = block.matcher(Files.readString(PAGE, UTF_8));
    assertThat(found.find()).isTrue();
    return found.group(1);
  }

  @Test
  void itsFileIsPlannedAndApplied() throws IOException {
    try (var registry = TestRegistry.start()) {
      registry.addUser("alice", false);
      registry.terminal().run("org", "add", "acme", "--owner", "alice");
      var planned = registry.terminal().runReading(example("yaml"), "trust", "plan", "-");
      assertThat(planned.out()).as(planned.err()).endsWith("2 of 2 are changed.\n");
      var applied = registry.terminal().runReading(example("yaml"), "trust", "apply", "-");
      assertThat(applied.out()).as(applied.err()).isEqualTo(planned.out());
      var again = registry.terminal().runReading(example("yaml"), "trust", "plan", "-");
      assertThat(again.out()).endsWith("0 of 2 are changed.\n");
    }
  }

  @Test
  void itsPublisherIsAddedAndShownAgain() throws IOException {
    try (var registry = TestRegistry.start()) {
      registry.addUser("alice", false);
      var alice = registry.with(registry.session("alice"));
      var added = alice.post(Trusting.path("rocket"), "[" + example("json") + "]");
      assertThat(added.status()).as(added.text()).isEqualTo(201);
      var shown = Trusting.list(alice.get("/-/api/v1/publishers/rocket")).getFirst();
      assertThat(shown.text("label")).contains("release");
      assertThat(shown.toString()).contains("refs/tags/v{version}", "beta-*", "moveDistTag");
    }
  }

  @Test
  void itsAddressesAreThere() throws IOException {
    var page = Files.readString(PAGE, UTF_8);
    var addresses =
        Pattern.compile("/-/(?:api|package)/[^\\s`?]*").matcher(page).results().toList();
    try (var registry = TestRegistry.start()) {
      for (var address : addresses) {
        var path =
            address.group().replace("{package}", "rocket").replace("{id}", "x").replace("*", "a");
        var answers =
            List.of("GET", "POST", "PUT").stream()
                .map(method -> registry.anyone().send(method, path, new byte[0]))
                .map(answer -> answer.problem())
                .toList();
        assertThat(answers).as(path).anyMatch(problem -> !problem.equals("no-such-address"));
      }
    }
  }
}
