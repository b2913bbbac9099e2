package dev.imprimatur.doors.operation;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonArray;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.limits.Limits;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.time.Duration;

/**
 * A package of alice's of which something is to be decided, so that a printed id means something.
 */
record PrintedScene(TestRegistry registry, Client alice, String name) {
  /** Publishes the first version. */
  void begin() {
    var first = TestPackage.of(name, "1.0.0");
    var published = alice.put(first.path(), first.document());
    assertThat(published.status()).as(published.text()).isEqualTo(201);
  }

  private String repository() {
    return "acme/" + name;
  }

  String publisher() {
    return Trusting.add(alice, name, github(repository()));
  }

  /** The project was made anew under its name. */
  String decision() {
    publisher();
    publishAs(job(repository()).repositoryId("7").repositoryOwnerId("70"), "1.1.0");
    var taken = job(repository()).repositoryId("8").repositoryOwnerId("70");
    var refused = registry.exchange(name, registry.github().sign(taken));
    assertThat(refused.problem()).isEqualTo("identity-drift");
    return newest("/-/api/v1/decisions/");
  }

  /** The job of another file was refused. */
  String event() {
    publisher();
    publishAs(job(repository()), "1.1.0");
    var other = JobClaims.of(repository(), "release.yml").audience(TestRegistry.AUDIENCE);
    var refused = registry.exchange(name, registry.github().sign(other));
    assertThat(refused.problem()).isEqualTo("rule-mismatch");
    var events = alice.get("/-/api/v1/events/" + name).json().array("events");
    return ((JsonObject) events.map(JsonArray::items).orElseThrow().getFirst())
        .text("id")
        .orElseThrow();
  }

  /** More came at once than may. */
  String held() {
    publisher();
    for (int i = 1; i <= Limits.standard().publishers().burstMax() + 2; i++) {
      publishAs(job(repository()), "1.1." + i);
    }
    return newest("/-/api/v1/held/");
  }

  private void publishAs(JobClaims claims, String version) {
    registry.clock().advance(Duration.ofSeconds(1));
    var minted = registry.with(registry.minted(name, claims));
    var published = minted.put("/" + name, TestPackage.of(name, version).document());
    // 202 is how one is answered that is held.
    assertThat(published.status()).as(published.text()).isIn(201, 202);
  }

  private String newest(String path) {
    return Trusting.list(alice.get(path + name)).getFirst().text("id").orElseThrow();
  }
}
