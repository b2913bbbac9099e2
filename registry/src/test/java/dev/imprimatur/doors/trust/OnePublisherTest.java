package dev.imprimatur.doors.trust;

import static dev.imprimatur.doors.support.Trusting.claiming;
import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.Terminal;
import dev.imprimatur.wiring.TestRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry where a package has one trusted publisher, as it was at npm first. */
final class OnePublisherTest {
  private static final String NPMS_WORDS =
      "trusted publisher config already exists for the package. Please delete and re-create.";

  private final TestRegistry registry = TestRegistry.start(Limits.standard().withPublishersMax(1));

  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer add(String name, String... publishers) {
    var body = "[" + String.join(",", publishers) + "]";
    return alice.post(Trusting.path(name), Trusting.quoted(body));
  }

  private static void assertRefused(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(409);
    assertThat(answer.problem()).isEqualTo("one-publisher-only");
    // npm shows the member "message"; whoever reads it finds npm's own words.
    assertThat(answer.json().text("message").orElseThrow()).startsWith(NPMS_WORDS);
    assertThat(answer.message()).isEqualTo(NPMS_WORDS);
  }

  @Test
  void aSecondOneIsRefusedInNpmsWords() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    assertRefused(add("rocket", github("acme/shuttle")));
    // Nor is it the very same one again.
    assertRefused(add("rocket", github("acme/rocket")));
    assertThat(Trusting.list(alice.get(Trusting.path("rocket")))).hasSize(1);
  }

  @Test
  void ofTwoAtOnceNeitherIsAdded() {
    assertRefused(add("rocket", github("acme/rocket"), github("acme/shuttle")));
    assertThat(alice.get(Trusting.path("rocket")).text()).isEqualTo("[]");
  }

  @Test
  void whoDeletesItMayCreateAnother() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    assertThat(alice.delete(Trusting.path("rocket") + "/" + id).status()).isEqualTo(204);
    Trusting.add(alice, "rocket", github("acme/shuttle"));
    var now = registry.exchange("rocket", registry.github().sign(job("acme/shuttle")));
    assertThat(now.status()).isEqualTo(201);
    var former = registry.exchange("rocket", registry.github().sign(job("acme/rocket")));
    assertThat(former.problem()).isEqualTo("no-publisher");
  }

  @Test
  void theOneThatThereIsCanBeChanged() {
    var id = Trusting.add(alice, "rocket", github("acme/rocket"));
    var other = claiming("acme/rocket", "'environment':'npm'");
    var edited = alice.put(Trusting.path("rocket") + "/" + id, Trusting.quoted(other));
    assertThat(edited.status()).as(edited.text()).isEqualTo(200);
  }

  @Test
  void everyPackageHasItsOwn() {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    Trusting.add(alice, "shuttle", github("acme/rocket"));
    assertRefused(add("shuttle", github("acme/shuttle")));
  }

  @Test
  void theSettingSaysSo(@TempDir Path folder) throws IOException {
    var one = Files.writeString(folder.resolve("one.yaml"), "publishersPerPackage: 1\n");
    var two = Files.writeString(folder.resolve("two.yaml"), "publishersPerPackage: 2\n");
    assertThat(trusted("acme/rocket", one).exit()).isZero();
    var refused = trusted("acme/shuttle", one);
    assertThat(refused.exit()).isEqualTo(1);
    assertThat(refused.err()).isEqualTo(NPMS_WORDS + "\n");
    assertThat(trusted("acme/shuttle", two).exit()).isZero();
    var third = trusted("acme/booster", two);
    assertThat(third.exit()).isEqualTo(1);
    assertThat(third.err()).contains("rocket has 2 trusted publishers");
  }

  private Terminal.Said trusted(String repository, Path config) {
    return registry
        .terminal()
        .run(
            "trust",
            "add",
            "rocket",
            "github",
            "--repository",
            repository,
            "--file",
            "publish.yml",
            "--config",
            config.toString());
  }
}
