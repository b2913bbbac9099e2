package dev.imprimatur.doors.publish;

import static dev.imprimatur.doors.support.Trusting.github;
import static dev.imprimatur.wiring.TestRegistry.job;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.doors.support.Trusting;
import dev.imprimatur.json.JsonObject;
import dev.imprimatur.testkit.JobClaims;
import dev.imprimatur.wiring.Client;
import dev.imprimatur.wiring.TestPackage;
import dev.imprimatur.wiring.TestRegistry;
import java.util.List;
import java.util.stream.Collectors;

/** The organization acme, whose owners alice and bob review what its workflows stage. */
final class StageScene implements AutoCloseable {
  static final String STAGES = "'permissions':['createStagedPackage']";
  static final String GITHUB = "https://token.actions.githubusercontent.com";
  private static final String GROUPS = "/-/api/v1/stage/groups";

  final TestRegistry registry;
  final Client alice;
  final Client bob;

  StageScene(TestRegistry registry) {
    this.registry = registry;
    for (var name : List.of("alice", "bob", "mallory")) {
      registry.addUser(name, false);
    }
    run("org", "add", "acme", "--owner", "alice");
    run("org", "member", "acme", "bob", "--role", "owner");
    alice = registry.with(registry.session("alice"));
    bob = registry.with(registry.session("bob"));
    Trusting.add(alice, "@acme/*", github("acme/kit", STAGES));
  }

  static StageScene start() {
    return new StageScene(TestRegistry.start());
  }

  String run(String... words) {
    var ended = registry.terminal().run(words);
    assertThat(ended.exit()).as(ended.err()).isZero();
    return ended.out();
  }

  /** A job of a run, which was started by somebody. */
  static JobClaims run(String run, String starter) {
    return job("acme/kit").with("run_id", run).with("actor", starter).with("actor_id", "9" + run);
  }

  String staged(TestPackage wanted, JobClaims claims) {
    return id(stage(registry.with(registry.minted(wanted.name(), claims)), wanted));
  }

  static Client.Answer stage(Client client, TestPackage wanted) {
    return client.post("/-/stage/package" + wanted.path(), wanted.document());
  }

  static String id(Client.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json().text("stageId").orElseThrow();
  }

  static Client.Answer approve(Client client, String id) {
    return client.post("/-/stage/" + id + "/approve", "");
  }

  static Client.Answer group(Client client, String group) {
    return client.get(GROUPS + "/" + group);
  }

  /** The id of the group that a staged version is in. */
  static String groupOf(Client client, String id) {
    return client.get("/-/stage/" + id).json().text("group").orElseThrow();
  }

  /** What approves a group as it was seen. */
  static String seen(Client.Answer group) {
    assertThat(group.status()).as(group.text()).isEqualTo(200);
    return group.json().array("items").orElseThrow().items().stream()
        .map(item -> (JsonObject) item)
        .map(item ->
            "{\"id\":\"%s\",\"integrity\":\"%s\"}"
                .formatted(item.text("id").orElseThrow(), item.text("integrity").orElseThrow()))
        .collect(Collectors.joining(",", "{\"versions\":[", "]}"));
  }

  static Client.Answer approveGroup(Client client, String group, String seen) {
    return client.post(GROUPS + "/" + group + "/approve", seen);
  }

  @Override
  public void close() {
    registry.close();
  }
}
