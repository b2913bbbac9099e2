package dev.imprimatur.doors.exchange;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.AUDIENCE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What somebody is told who is wrong by a letter, or has forgotten a line. */
final class NearMissTest {
  private final TestRegistry registry = TestRegistry.start();
  private Client alice = registry.anyone();

  @BeforeEach
  void open() {
    alice = registry.maintainerOf("rocket", "alice");
  }

  @AfterEach
  void close() {
    registry.close();
  }

  private Client.Answer exchange(String file) {
    var job = JobClaims.of("acme/rocket", file).audience(AUDIENCE);
    return registry.exchange("rocket", registry.github().sign(job));
  }

  /** To whoever has proved to be the project, and before the first use to whoever has its name. */
  @ParameterizedTest
  @CsvSource({
    "Publish.yml, (only the case differs)",
    "PUBLISH.yml, (only the case differs)",
    "publish.yaml, (only the ending differs)",
  })
  void theLetterThatDiffersIsNamed(String file, String hint) {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    var first = exchange(file);
    assertThat(first.problem()).isEqualTo("rule-mismatch");
    assertThat(first.message()).contains("not what the publisher names " + hint);
    assertThat(exchange("publish.yml").status()).isEqualTo(201);
    assertThat(exchange(file).message()).contains("publisher names \"publish.yml\" " + hint);
  }

  @ParameterizedTest
  @CsvSource({"release.yml", "publish2.yml", "Publish.yaml"})
  void whatDiffersMoreIsNotSaidToBeNear(String file) {
    Trusting.add(alice, "rocket", github("acme/rocket"));
    assertThat(exchange(file).message()).doesNotContain("only the");
  }

  /** Who forgot "id-token: write" reaches the registry with nothing but the publish itself. */
  @Test
  void aPublishWithoutACredentialIsToldInNpmsNotice() {
    var wanted = TestPackage.of("rocket", "1.1.0");
    var job = "npm/11.6.0 node/v24.0.0 linux x64 workspaces/false ci/github-actions";
    var npm = registry.anyone().with("user-agent", job);
    var answer = npm.put(wanted.path(), wanted.document());
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("npm-notice").orElseThrow()).contains("id-token: write");
  }
}
