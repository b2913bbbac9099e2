package dev.imprimatur.doors.publish;

import static dev.imprimatur.wiring.TestRegistry.job;
import static dev.imprimatur.wiring.TestRegistry.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.OnPostgres;
import dev.imprimatur.doors.support.Approved;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The main job, as npm goes about it. */
@OnPostgres
final class FirstPublishTest {
  private final TestRegistry registry = TestRegistry.start();

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void aTrustedWorkflowPublishesWithoutASecret() {
    registry.addUser("alice", false);
    registry.pending("rocket", workflow("acme/rocket"), "alice");
    var idToken = registry.github().sign(job("acme/rocket").with("jti", "one").with("run_id", "7"));

    var exchanged = registry.exchange("rocket", idToken);
    Approved.check("exchange", Approved.reply(exchanged));

    var job = registry.with(exchanged.json().text("token").orElseThrow());
    assertThat(job.get("/-/package/rocket/visibility").status()).isEqualTo(404);
    assertThat(job.get("/rocket").status()).isEqualTo(404);

    var rocket = TestPackage.of("rocket", "1.0.0").file("README.md", "# Rocket");
    Approved.check("publish", Approved.reply(job.put("/rocket", rocket.document())));
    Approved.check("events-of-a-publish", Approved.events(registry.events()));

    Approved.check("packument", Approved.reply(registry.anyone().get("/rocket")));
    Approved.check(
        "packument-abbreviated",
        Approved.reply(
            registry
                .anyone()
                .with(
                    "accept",
                    "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*")
                .get("/rocket")));
    Approved.check("version", Approved.reply(registry.anyone().get("/rocket/1.0.0")));
    var tarball = registry.anyone().get("/rocket/-/rocket-1.0.0.tgz");
    Approved.check("tarball", Approved.reply(tarball));
    assertThat(tarball.bytes()).isEqualTo(rocket.tarball());
  }

  @Test
  void theNextVersionNeedsNothingMore() {
    registry.addUser("alice", false);
    registry.pending("@acme/rocket", workflow("acme/rocket"), "alice");
    for (var version : new String[] {"1.0.0", "1.1.0", "2.0.0"}) {
      var job = registry.with(registry.minted("@acme/rocket", job("acme/rocket")));
      var answer = job.put("/@acme%2frocket", TestPackage.of("@acme/rocket", version).document());
      assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }
    assertThat(registry.versions("@acme/rocket")).hasSize(3);
  }
}
