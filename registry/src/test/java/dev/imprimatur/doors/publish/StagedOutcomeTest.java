package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.publish.StageScene.approve;
import static dev.imprimatur.doors.publish.StageScene.id;
import static dev.imprimatur.doors.publish.StageScene.run;
import static dev.imprimatur.doors.publish.StageScene.stage;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.audit.EventKind;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.doors.support.AtOnce;
import dev.imprimatur.json.Json;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever staged a version can wait for what becomes of it; and nobody waits for ever. */
final class StagedOutcomeTest {
  private static final TestPackage ONE = TestPackage.of("@acme/one", "1.0.0");

  private final StageScene scene = StageScene.start();

  @AfterEach
  void close() {
    scene.close();
  }

  private static Client.Answer await(Client client, String id, int seconds) {
    return client.get("/-/api/v1/stage/%s/wait?seconds=%d".formatted(id, seconds));
  }

  private static String status(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().text("status").orElseThrow();
  }

  @Test
  void aJobHearsOfItsApprovalAsSoonAsItIsGiven() {
    var job = scene.registry.with(scene.registry.minted(ONE.name(), run("1", "octocat")));
    var id = id(stage(job, ONE));
    assertThat(status(await(job, id, 0))).isEqualTo("staged");
    var answers =
        AtOnce.all(
            IntStream.range(0, 4),
            i -> i == 0 ? approve(scene.alice, id) : await(i == 1 ? job : scene.bob, id, 25));
    assertThat(answers.getFirst().status()).isEqualTo(201);
    for (var heard : answers.subList(1, 4)) {
      assertThat(status(heard)).isEqualTo("approved");
    }
    var heard = await(job, id, 25);
    Approved.check("staged-outcome", Json.text(heard.json()));
    assertThat(status(await(job, id, 25))).isEqualTo("approved");
  }

  @Test
  void whoWaitsForNothingHearsThatAfterTheirTime() {
    var id = id(stage(scene.alice, ONE));
    assertThat(status(await(scene.alice, id, 1))).isEqualTo("staged");
    assertThat(scene.alice.delete("/-/stage/" + id).status()).isEqualTo(204);
    assertThat(status(await(scene.alice, id, 25))).isEqualTo("rejected");
  }

  @Test
  void nobodyElseLearnsThatThereIsAnything() {
    var id = id(stage(scene.alice, ONE));
    var mallory = scene.registry.with(scene.registry.session("mallory"));
    var other = scene.registry.with(scene.registry.minted("@acme/two", run("1", "octocat")));
    for (boolean decided : List.of(false, true)) {
      for (var stranger : List.of(mallory, other)) {
        assertThat(await(stranger, id, 25).problem()).isEqualTo("staged-version-not-found");
      }
      assertThat(await(scene.registry.anyone(), id, 25).status()).isEqualTo(401);
      if (!decided) {
        assertThat(approve(scene.alice, id).status()).isEqualTo(201);
      }
    }
    assertThat(await(scene.alice, "none", 25).status()).isEqualTo(404);
    assertThat(await(scene.alice, "00000000-0000-0000-0000-000000000000", 25).status())
        .isEqualTo(404);
  }

  @Test
  void nobodyTakesAllPlacesToWaitAt() {
    var id = id(stage(scene.alice, ONE));
    var answers = AtOnce.all(IntStream.range(0, 30), i -> await(scene.alice, id, 3));
    assertThat(answers.stream().map(Client.Answer::status)).containsOnly(200, 503);
    var refused = answers.stream().filter(answer -> answer.status() == 503).toList();
    assertThat(refused).isNotEmpty().hasSizeLessThanOrEqualTo(10);
    assertThat(refused.getFirst().header("retry-after")).isPresent();
    assertThat(status(await(scene.alice, id, 1))).isEqualTo("staged");
  }

  @Test
  void whatNobodyDecidesAboutExpires() {
    var old = id(stage(scene.alice, ONE));
    scene.registry.clock().advance(Duration.ofDays(89));
    var alice = scene.registry.with(scene.registry.session("alice"));
    var young = id(stage(alice, TestPackage.of("@acme/two", "1.0.0")));
    scene.registry.keepHouse();
    assertThat(status(await(alice, old, 0))).isEqualTo("staged");

    scene.registry.clock().advance(Duration.ofDays(2));
    scene.registry.keepHouse();
    scene.registry.keepHouse();
    alice = scene.registry.with(scene.registry.session("alice"));
    assertThat(status(await(alice, old, 25))).isEqualTo("expired");
    assertThat(status(await(alice, young, 0))).isEqualTo("staged");
    assertThat(approve(alice, old).status()).isEqualTo(404);
    assertThat(
            scene.registry.events().stream()
                .filter(event -> event.kind() == EventKind.STAGED_VERSION_EXPIRED)
                .map(event -> event.actor() + " " + event.packageName().orElseThrow()))
        .containsExactly("registry @acme/one");
    // The version is free again.
    assertThat(stage(alice, ONE).status()).isEqualTo(201);

    scene.registry.clock().advance(Duration.ofDays(31));
    scene.registry.keepHouse();
    assertThat(scene.registry.rows("staged_outcome")).isZero();
  }
}
